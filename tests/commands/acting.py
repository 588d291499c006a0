"""Who gives commands in these tests, and a household that is there already."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from service.aggregates.household import Household
from service.application import Receipt, Work
from service.commands import households
from service.commands.households import Founder, Register
from service.commands.people import GivenResidence
from service.commands.requests import Proof
from service.kernel.roles import Actor, Role, Scope
from service.regency import Regency

KLEGO, GONDANGLEGI, TANJUNG = "33.09.15.2009", "33.09.15.2010", "33.09.15.2003"
DAY = date(2024, 11, 4)
VISIT = Proof(kind="visit", reference="kunjungan-1", on=DAY)
LETTER = Proof(kind="statement", reference="470/12/XI/2024", on=DAY)


def actor(role: Role, *areas: str, account: str = "") -> Actor:
    """Return an account of this role in these areas; the whole regency if none is given."""
    return Actor(
        account=account or role,
        position=role.title(),
        role=role,
        organisation="tkpkd",
        scope=Scope(areas or ("33.09",)),
        agreed=Scope(("33.09",)),
    )


SECRETARIAT = actor("secretariat")
OPERATOR = actor("village_operator", KLEGO)
NEIGHBOUR = actor("village_operator", TANJUNG)
AUDITOR = actor("auditor")


def do(
    regency: Regency, by: Actor, command: Callable[..., object], *args: Any, **more: Any
) -> Receipt:
    """Give a command once."""

    def decide(work: Work) -> object:
        return command(work, *args, **more)

    return regency.ledger.record(by, decide, command_id=uuid4())


def family(*niks: str, **other: Any) -> Register:
    """Return a family of Klego: a head with the first NIK, children with the others."""
    asked: dict[str, Any] = {
        "village": KLEGO,
        "residence": GivenResidence(address="Dukuh Contoh", rt="1", rw="2"),
        "members": tuple(
            Founder(name=f"Contoh {'ABCDE'[at]}", nik=nik, relation="child" if at else "head")
            for at, nik in enumerate(niks or ("",))
        ),
        "occurred_on": DAY,
    }
    return Register(**(asked | other))


def registered(regency: Regency, *niks: str, **other: Any) -> UUID:
    """Register a family of Klego; return the household."""
    return UUID(do(regency, SECRETARIAT, households.register, family(*niks, **other)).id)


def known(regency: Regency, household: UUID) -> Household:
    """Return what the write side knows about a household."""
    return regency.ledger.look(Household, household)[1]

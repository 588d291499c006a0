"""A service over a regency of its own, and the people who call it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.aggregates.account import Account
from service.aggregates.agreement import Agreement
from service.aggregates.agreement_events import PartyNumber, Signatory
from service.app import create_app
from service.application import Work, command_id
from service.http.calls import token_hash
from service.http.operations import watch_lags
from service.http.strangers import Patience
from service.kernel.roles import Actor, Role, Scope
from service.regency import Regency

REGENCY = "33.09"
KLEGO = "33.09.15.2009"
GONDANGLEGI = "33.09.15.2010"
TANJUNG = "33.09.15.2003"
PULISEN = "33.09.05.1001"

Headers = dict[str, str]
As = Callable[..., Headers]

PERSONAS: dict[str, tuple[Role, str, tuple[str, ...]]] = {
    "secretariat": ("secretariat", "tkpkd", (REGENCY,)),
    "mentor": ("mentor", "dinas-pupr", (KLEGO, GONDANGLEGI)),
    "baznas": ("partner_officer", "baznas", (REGENCY,)),
    "company": ("partner_officer", "pt-maju", (REGENCY,)),
    "partner_here": ("partner_officer", "lazis", (REGENCY,)),
    "partner_nowhere": ("partner_officer", "pt-asing", (REGENCY,)),
    "village_operator": ("village_operator", "desa-klego", (KLEGO,)),
    "village_head": ("village_head", "desa-klego", (KLEGO,)),
    "neighbour": ("village_operator", "desa-tanjung", (TANJUNG,)),
    "bpd_chair": ("bpd_chair", "desa-klego", (KLEGO,)),
    "monitor": ("monitor", "kpmd-klego", (KLEGO,)),
    "complaint_officer": ("complaint_officer", "dinsos", (REGENCY,)),
    "auditor": ("auditor", "inspektorat", (REGENCY,)),
    "data_protection_officer": ("data_protection_officer", "diskominfo", (REGENCY,)),
    "administrator": ("administrator", "diskominfo", (REGENCY,)),
    "system": ("system", "diskominfo", (REGENCY,)),
}
"""Role, organisation and areas of each persona; `neighbour` works next door to Klego.

`partner_here` has an agreement for Klego's kecamatan, `partner_nowhere` has none.
"""

AGREED: dict[str, tuple[str, ...]] = {
    "baznas": (REGENCY,),
    "pt-maju": (REGENCY,),
    "lazis": ("33.09.15",),
}
"""Where agreements let partners know of single households, to deliver aid; all others nowhere."""

KEEPER = Actor(
    account="setup",
    position="Penyiapan",
    role="system",
    organisation="diskominfo",
    scope=Scope((REGENCY,)),
)


PATIENT = Patience(kept_seconds=0, most_made=1_000_000)
"""Tests ask a thousand times a minute, and at once what they have just written."""


class Stage:
    """The regency of the test at hand, for a service that is made once: its routes take a second.

    To the service it is that regency, whichever it is just now.
    """

    def __init__(self, regency: Regency) -> None:
        self.regency = regency

    def __getattr__(self, name: str) -> Any:
        return getattr(self.regency, name)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return Regency


_STAGES: list[tuple[Stage, Litestar]] = []
"""The one of this process, once a test has asked for it."""


def service_of(regency: Regency) -> Litestar:
    """Return this process's service, now over a regency."""
    if not _STAGES:
        stage = Stage(regency)
        _STAGES.append((stage, create_app(cast("Regency", stage), patience=PATIENT)))
    stage, app = _STAGES[0]
    stage.regency = regency
    watch_lags(regency.engine)
    return app


@pytest.fixture
def client(regency: Regency) -> Iterator[TestClient[Litestar]]:
    """Give the service over HTTP, with an account and a token for every persona."""
    regency.ledger.record(KEEPER, open_accounts, command_id=command_id("personas"))
    with TestClient(service_of(regency)) as client:
        yield client


@pytest.fixture
def as_() -> As:
    """Give the headers of a persona: its token, a new Idempotency-Key, what it has seen."""

    def headers(persona: str, *, key: str | None = None, seen: int | None = None) -> Headers:
        found = {
            "Authorization": f"Bearer token-{persona}",
            "Idempotency-Key": key or uuid4().hex,
        }
        return found if seen is None else found | {"If-Match": f'"{seen}"'}

    return headers


def persona_with(roles: Collection[str]) -> str:
    """Return a persona of one of these roles."""
    return next(persona for persona, (role, *_) in PERSONAS.items() if role in roles)


def open_accounts(
    work: Work,
    personas: Mapping[str, tuple[Role, str, tuple[str, ...]]] = PERSONAS,
    agreed: Mapping[str, tuple[str, ...]] = AGREED,
) -> str:
    for persona, (role, organisation, areas) in personas.items():
        opened = work.load(Account, persona).open(
            persona,
            name=persona.title(),
            position=persona.title(),
            role=role,
            organisation=organisation,
            areas=areas,
            on=work.today,
            today=work.today,
        )
        work.append(Account, persona, *opened)
        issued = work.load(Account, persona).issue_token(
            work.new_id(),
            token_hash=token_hash(f"token-{persona}"),
            expires_at=work.now + timedelta(days=30),
            label="tests",
            now=work.now,
            on=work.today,
        )
        work.append(Account, persona, *issued)
    for partner, areas in agreed.items():
        signed = work.load(Agreement, partner).sign(
            partner,
            partner=partner,
            kind="cooperation",
            numbers=(PartyNumber(party=partner, number="119/PKS/2024"),),
            title="Perjanjian kerja sama penanggulangan kemiskinan",
            areas=areas,
            valid_from=work.today,
            valid_until=work.today + timedelta(days=365),
            signatories=(Signatory(name="Bupati", position="Bupati", organisation="tkpkd"),),
            data_purposes=("aid_delivery",),
            on=work.today,
            today=work.today,
        )
        work.append(Agreement, partner, *signed)
    return "personas"

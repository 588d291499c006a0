"""What follows from a decision fits it, and stays where the decider may work."""

from uuid import UUID

import pytest

from service.application import NotKnown
from service.commands import petitions
from service.commands.petitions import DecidePetition, Examine, FollowsNothing, ReceivePetition
from service.commands.validations import JudgeHousehold
from service.policies.access import OutOfScope
from service.regency import Regency
from tests.commands.acting import (
    DAY,
    KLEGO,
    OPERATOR,
    SECRETARIAT,
    TANJUNG,
    actor,
    do,
    family,
    registered,
)

HEADMAN = actor("village_head", KLEGO)
A, B = "9909150101700001", "9909150102750002"


def examined(regency: Regency, household: UUID | None = None) -> UUID:
    ask = ReceivePetition(
        kind="objection" if household else "proposal",
        target="listing" if household else "new_household",
        village=KLEGO,
        words="Seperti disampaikan",
        name="Contoh Melati",
        household=household,
        occurred_on=DAY,
    )
    petition = UUID(do(regency, OPERATOR, petitions.receive, ask).id)
    told = Examine(advice="accepted", findings="Benar", occurred_on=DAY)
    do(regency, OPERATOR, petitions.examine, petition, told)
    return petition


def decided(regency: Regency, petition: UUID, **what: object) -> None:
    ask = DecidePetition(reason="Sesuai pemeriksaan", occurred_on=DAY, **what)  # type: ignore[arg-type]
    do(regency, HEADMAN, petitions.decide, petition, ask)


def test_a_registration_follows_an_accepted_proposal_only(regency: Regency):
    rejected = examined(regency)
    with pytest.raises(FollowsNothing):
        decided(regency, rejected, ruling="rejected", registration=family(A))
    objection = examined(regency, registered(regency, B))
    with pytest.raises(FollowsNothing):
        decided(regency, objection, ruling="accepted", registration=family(A))


def test_a_finding_follows_an_accepted_objection_only(regency: Regency):
    finding = JudgeHousehold(verdict="eligible", method="visit")
    with pytest.raises(FollowsNothing):
        decided(regency, examined(regency), ruling="accepted", finding=finding)


def test_nobody_registers_next_door_by_a_decision(regency: Regency):
    with pytest.raises(OutOfScope):
        decided(
            regency, examined(regency), ruling="accepted", registration=family(A, village=TANJUNG)
        )


def test_an_objection_is_about_a_household_of_the_village(regency: Regency):
    home = registered(regency, B)
    ask = ReceivePetition(
        kind="objection",
        target="listing",
        village=TANJUNG,
        words="Seperti disampaikan",
        name="Contoh Melati",
        household=home,
    )
    with pytest.raises(NotKnown):
        do(regency, SECRETARIAT, petitions.receive, ask)

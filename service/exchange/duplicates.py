"""Looking for people who stand on the register twice, one kecamatan at a time.

    asked → names opened → the look recorded → compared → pairs noted, and the names forgotten

Comparing needs names in plain, of everybody there: the look stands in the record of looks like any
other, with its purpose. Nothing of what was read is kept but which pairs, how many points and why.
"""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from service.aggregates.duplicate import Duplicate, Side, SuspectedAlready, pair_of
from service.commands import duplicates
from service.commands.duplicates import MOST_AT_ONCE, Suspicion
from service.exchange.progress import Progress
from service.kernel.ids import command_id
from service.kernel.purposes import Purpose
from service.kernel.roles import Actor
from service.kernel.verdicts import CLOSED, HOUSEHOLD_STATUSES
from service.policies import access
from service.policies.resemblance import Described, pairs
from service.projections import names, statuses
from service.projections.moment import PRESENT
from service.projections.names import MOST_HOUSEHOLDS
from service.regency import Regency


class Found(Struct, frozen=True, kw_only=True):
    """What a search came to.

    Args:
        persons: how many were compared.
        pairs: how many are alike; `new` of them were not noted before.
        look: number of the look that opened the names; None if nobody lives there.
    """

    persons: int
    pairs: int
    new: int
    look: int | None


def search(
    regency: Regency,
    actor: Actor,
    areas: Sequence[str],
    *,
    purpose: Purpose,
    reference: str = "",
    channel: str,
    progress: Progress | None = None,
) -> Found:
    """Compare the people of each area with one another, and note who may be one.

    Args:
        areas: a village or a kecamatan each; people are compared within an area.
        purpose: one of the actor's; whoever calls this has asked.
        progress: told how far it is.

    Raises:
        NotAllowed, OutOfScope: not the actor's to ask.
        KeysUnavailable: the key database does not answer.
        LookUnrecorded: the look can't be put on record, so nothing is opened.
    """
    access.require(actor, "duplicates.suspect")
    persons = alike = new = 0
    look: int | None = None
    if progress is not None:
        progress.begin("Mencari data ganda", total=len(areas), unit="wilayah")
    for number, area in enumerate(areas, start=1):
        access.require(actor, "duplicates.suspect", village=area)
        people = _opened(regency, actor, area)
        seen = {one.person for one in people} | {one.household for one in people}
        if not people:
            continue
        look = regency.access_log.record(
            actor, kind="read", subjects=seen, purpose=purpose, reference=reference,
            channel=channel,
        )  # fmt: skip
        found = [
            Suspicion(sides=(_side(one), _side(other)), reasons=reasons)
            for one, other, reasons in pairs(people)
        ]
        persons, alike = persons + len(people), alike + len(found)
        new += _note(regency, actor, found, channel)
        if progress is not None:
            progress.reach(number)
    return Found(persons=persons, pairs=alike, new=new, look=look)


def _opened(regency: Regency, actor: Actor, area: str) -> list[Described]:
    """Return the people who belong to households of an area that are not closed, in plain."""
    regency.engine.catch_up("statuses")
    standing = [status for status in HOUSEHOLD_STATUSES if status not in CLOSED]
    people: list[Described] = []
    after: UUID | None = None
    while True:
        with regency.reading(actor) as conn:
            lines = statuses.households(
                conn, regency.schema, area, PRESENT, statuses=standing, after=after,
                limit=MOST_HOUSEHOLDS,
            )  # fmt: skip
        opened = names.open_names(regency.log, [line.household for line in lines], PRESENT)
        for line in lines:
            people += _described(opened[line.household], line.village)
        if len(lines) < MOST_HOUSEHOLDS:
            return people
        after = lines[-1].household


def _described(home: names.Names, village: str) -> list[Described]:
    place = home.residence
    return [
        Described(
            person=member.person,
            household=home.household,
            village=village,
            name=member.identity.name,
            nik=member.identity.nik,
            birth_date=member.identity.birth_date,
            sex=member.identity.sex,
            address=f"{place.address} {place.dusun}".strip() if place else "",
            rt=f"{place.rt}/{place.rw}".strip("/") if place else "",
        )
        for member in home.members
        if member.belongs and member.identity is not None
    ]


def _side(one: Described) -> Side:
    return Side(person=one.person, household=one.household, village=one.village)


def _note(regency: Regency, actor: Actor, found: Sequence[Suspicion], channel: str) -> int:
    """Note pairs that nobody has noted or decided yet; return how many those are."""
    fresh = [one for one in found if _is_news(regency, one)]
    for at in range(0, len(fresh), MOST_AT_ONCE):
        some = fresh[at : at + MOST_AT_ONCE]
        told = [(str(one.sides[0].person), str(one.sides[1].person)) for one in some]
        try:
            regency.ledger.record(
                actor,
                lambda work, some=some: duplicates.suspect(work, some),  # type: ignore[misc]
                command_id=command_id("duplicates", regency.log.head(), told),
                channel=channel,
            )
        except SuspectedAlready:
            continue  # somebody searched at the same time
    return len(fresh)


def _is_news(regency: Regency, one: Suspicion) -> bool:
    pair = pair_of(one.sides[0].person, one.sides[1].person)
    _, known = regency.ledger.look(Duplicate, pair)
    return known.duplicate is None

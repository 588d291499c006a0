"""A household as it is answered: names in the open for some, masked for everybody else."""

from collections.abc import Sequence
from datetime import date
from typing import cast
from uuid import UUID

from msgspec import Struct

from service.aggregates.household_events import Assistance, Identity, Residence, Source
from service.http.sight import Names
from service.kernel.people import (
    IdentityMatch,
    Relation,
    Sex,
    age_warnings,
    mask_name,
    mask_nik,
    prefix_warnings,
    read_nik,
)
from service.kernel.verdicts import HouseholdStatus, PresenceVerdict
from service.projections.households import Dispute, Need, Opened, Person
from service.projections.names import ERASED
from service.reference.regions import is_known_kecamatan
from service.vault.vault import Vault


class ShownPerson(Struct, frozen=True, kw_only=True):
    """A person of a household.

    Args:
        name, nik: masked (`B•••`, `3309••••••••0001`) for whoever may not read them; `[dihapus]`
            once the person was erased.
        birth_date, birth_place, occupation: empty where names are masked.
        temporary: there is no NIK that could tell who this is.
        belongs: whether the person is a member still.
        verdict, verdict_on: the latest testimony on whether they are there, and its day.
        since: the day it came about, of death or of moving.
        identity_match: whether Dukcapil knows them, by which letter of which day, and who took it
            over from the letter; without a letter, it is what a list said.
        doubts: codes of what should be compared with the card, as `row_problems.WARNINGS` tells
            them; nothing refuses these. Empty where names are masked.
    """

    person: UUID
    relation: Relation
    name: str
    nik: str
    birth_date: date | None
    birth_place: str
    sex: Sex | None
    occupation: str
    temporary: bool
    belongs: bool
    verdict: PresenceVerdict | None
    verdict_on: date | None
    since: date | None
    identity_match: IdentityMatch
    match_letter: str
    match_on: date | None
    match_by: str
    doubts: Sequence[str]


class ShownResidence(Struct, frozen=True, kw_only=True):
    """Where a household lives, below the village. Masked, only the KK number's ends are told."""

    kk_number: str
    address: str = ""
    dusun: str = ""
    rt: str = ""
    rw: str = ""


class HouseholdAnswer(Struct, frozen=True, kw_only=True):
    """A household as it was known and true at the moment asked for.

    Args:
        occurred_on, status_position: the day and the event that the status rests on.
        names: whether what is personal is told in the open or masked.
        needs: with whoever has promised to meet them.
        sources: rows of target lists that name the household.
        absorbed: records that turned out to be of this household; survivor: the record this one
            turned out to be of.
        disputes: what two accounts disagree on; until somebody decides, it stands disputed.
        is_restricted: it is kept from partners, by a right of its people.
        is_erased: what was personal about it was destroyed.
        position: the last event this answer takes into account.
    """

    household: UUID
    village: str
    status: HouseholdStatus
    occurred_on: date
    status_position: int
    persons: int
    names: Names
    residence: ShownResidence
    members: Sequence[ShownPerson]
    needs: Sequence[Need]
    sources: Sequence[Source]
    decile: int | None
    decile_source: str
    assistance: Sequence[Assistance]
    identity_match: IdentityMatch
    disputes: Sequence[Dispute]
    absorbed: Sequence[UUID]
    survivor: UUID | None
    is_restricted: bool
    is_erased: bool
    position: int

    @property
    def subjects(self) -> list[UUID]:
        """The household and those of its people whose names are told."""
        return [self.household, *(one.person for one in self.members if one.name != ERASED)]


def shown(
    opened: Opened, vault: Vault, names: Names, position: int, *, today: date
) -> HouseholdAnswer:
    """Return a household with its personal values opened, or masked.

    Raises:
        KeysUnavailable: the key database does not answer.
    """
    persons = list(opened.persons.values())
    *people, home = vault.open_all([*(p.identity for p in persons), opened.residence])
    told = dict(zip(opened.persons, cast("list[Identity | None]", people), strict=True))
    members = [
        shown_person(
            person, told[person.person], names, doubts=_doubts(told[person.person], opened, today)
        )
        for person in persons
    ]
    return HouseholdAnswer(
        household=opened.household,
        village=opened.village,
        status=opened.status,
        occurred_on=opened.occurred_on,
        status_position=opened.position,
        persons=sum(person.belongs for person in persons),
        names=names,
        residence=shown_residence(home, names),
        members=sorted(members, key=lambda one: one.relation != "head"),
        needs=list(opened.needs.values()),
        sources=opened.sources,
        decile=opened.decile,
        decile_source=opened.decile_source,
        assistance=opened.assistance,
        identity_match=opened.identity_match,
        disputes=opened.disputes,
        absorbed=opened.absorbed,
        survivor=opened.survivor,
        is_restricted=opened.is_restricted,
        is_erased=opened.is_erased,
        position=position,
    )


def _doubts(who: Identity | None, opened: Opened, today: date) -> tuple[str, ...]:
    """Return what should be compared with somebody's card."""
    if who is None:
        return ()
    nik = read_nik(who.nik, today=today, birth_date=who.birth_date, sex=who.sex)
    prefix = prefix_warnings(nik.digits, kecamatan=opened.village[:8], is_known=is_known_kecamatan)
    told = tuple(one for one in nik.warnings if one != "nik_missing")  # as `temporary` tells
    return (*told, *prefix, *age_warnings(who.birth_date, today))


def shown_person(
    person: Person, who: Identity | None, names: Names, *, doubts: Sequence[str]
) -> ShownPerson:
    """Return a person, in the open or masked; `who` is None once they were erased."""
    known = who or Identity(name=ERASED)
    is_open = names == "open"
    return ShownPerson(
        person=person.person,
        relation=person.relation,
        name=shown_name(known.name, names),
        nik=known.nik if is_open else mask_nik(known.nik),
        birth_date=known.birth_date if is_open else None,
        birth_place=known.birth_place if is_open else "",
        sex=known.sex,
        occupation=known.occupation if is_open else "",
        temporary=person.temporary,
        belongs=person.belongs,
        verdict=person.verdict,
        verdict_on=person.on if person.verdict else None,
        since=person.since,
        identity_match=person.match,
        match_letter=person.match_letter,
        match_on=person.match_on,
        match_by=person.match_by,
        doubts=doubts if is_open else (),
    )


def shown_name(name: str, names: Names) -> str:
    """Return a name, in the open or masked; that one was erased is told to everybody."""
    return name if names == "open" or name == ERASED else mask_name(name)


def shown_residence(home: Residence | None, names: Names) -> ShownResidence:
    """Return an address, in the open or as good as none."""
    if home is None:
        return ShownResidence(kk_number="", address=ERASED)
    if names == "masked":
        return ShownResidence(kk_number=mask_nik(home.kk_number))
    return ShownResidence(
        kk_number=home.kk_number, address=home.address, dusun=home.dusun, rt=home.rt, rw=home.rw
    )

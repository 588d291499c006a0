"""People and homes as somebody typed them: read, checked, and their numbers taken.

A NIK belongs to one person and a KK number to one household at a time. Whoever leaves keeps the
number, so that a later list that names the dead or the moved finds out that they left. Only a
household that someone moved to within the regency takes the number over.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec import Meta

from service.aggregates.household import Household
from service.aggregates.household_events import (
    Enrolled,
    HouseholdAddressChanged,
    HouseholdMoved,
    HouseholdRegistered,
    Identity,
    MemberCorrected,
    MemberJoined,
    Residence,
)
from service.application import Work
from service.commands.requests import MaybeLine, Part, PersonName, PopulationNumber
from service.kernel.people import Relation, Sex, is_temporary, read_kk, read_nik
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.row_problems import explain
from service.kernel.verdicts import PresenceVerdict

OtherRelation: TypeAlias = Literal[
    "spouse", "child", "child_in_law", "grandchild", "parent", "helper", "other"
]
Block: TypeAlias = Annotated[str, Meta(max_length=3, pattern=r"^[0-9]{0,3}$(?!\n)")]
"""An RT or RW: up to three digits."""

LEAVES_BEHIND: frozenset[PresenceVerdict] = frozenset({"moved_within_district", "moved_out"})
"""Whoever left like this may belong to another household of the regency now."""


class NikUnusable(Refused):
    """NIK ini tidak dapat dipakai."""

    way_out: ClassVar[str] = (
        "Cocokkan dengan KTP-el atau KK, lalu ketik ulang; kosongkan bila belum punya NIK."
    )


class KkUnusable(Refused):
    """Nomor KK ini tidak dapat dipakai."""

    way_out: ClassVar[str] = (
        "Cocokkan dengan lembar KK, lalu ketik ulang; kosongkan bila belum punya KK."
    )


class NotBornYet(Refused):
    """Tanggal lahirnya belum tiba."""

    way_out: ClassVar[str] = "Cocokkan tanggal lahir dengan KTP-el atau KK, terutama tahunnya."


class NikTwice(Refused):
    """NIK yang sama diisi untuk dua orang."""

    way_out: ClassVar[str] = "Perbaiki NIK salah satu dari keduanya."


class BelongsElsewhere(Refused):
    """Orang ini sekarang tercatat pada keluarga lain."""

    way_out: ClassVar[str] = "Catat kepindahannya dari keluarga itu lebih dahulu."


class GivenPerson(Part, frozen=True, kw_only=True):
    """A person as written on the identity card.

    Args:
        nik: with or without dots and spaces; empty for whoever has none yet.
    """

    name: PersonName
    nik: PopulationNumber = ""
    birth_date: date | None = None
    birth_place: MaybeLine = ""
    sex: Sex | None = None
    occupation: MaybeLine = ""


class GivenResidence(Part, frozen=True, kw_only=True):
    """Where a household lives, below the village.

    Args:
        kk_number: as on the family card; left out, the number known so far is kept; empty takes
            it away.
    """

    kk_number: PopulationNumber | None = None
    address: MaybeLine = ""
    dusun: MaybeLine = ""
    rt: Block = ""
    rw: Block = ""


def identity(given: GivenPerson, work: Work, *, field: str) -> Identity:
    """Return who a person is.

    Args:
        field: where in the request the person stands, for whoever has to mend it.

    Raises:
        NikUnusable: it can't be a NIK; `why` explains each problem.
        NotBornYet: born in the future.
    """
    if given.birth_date is not None and given.birth_date > work.today:
        raise NotBornYet(field=f"{field}.birth_date")
    nik = read_nik(given.nik, today=work.today, birth_date=given.birth_date, sex=given.sex)
    if nik.problems:
        raise NikUnusable(field=f"{field}.nik", problems=explained(nik.problems))
    return Identity(
        name=" ".join(given.name.split()),
        nik=nik.digits,
        birth_date=given.birth_date or nik.birth_date,
        birth_place=given.birth_place.strip(),
        sex=given.sex or nik.sex,
        occupation=given.occupation.strip(),
    )


def residence(given: GivenResidence, former: Residence | None = None) -> Residence:
    """Return where a household lives.

    Args:
        former: where it lived, whose KK number it keeps unless another is given.

    Raises:
        KkUnusable: it can't be a KK number; `why` explains each problem.
    """
    if given.kk_number is None:
        number = former.kk_number if former else ""
    else:
        kk = read_kk(given.kk_number)
        if kk.problems:
            raise KkUnusable(field="residence.kk_number", problems=explained(kk.problems))
        number = kk.digits
    return Residence(
        kk_number=number,
        address=given.address.strip(),
        dusun=given.dusun.strip(),
        rt=given.rt and given.rt.zfill(3),
        rw=given.rw and given.rw.zfill(3),
    )


def enrolled(person: UUID, relation: Relation, who: Identity) -> Enrolled:
    """Return a person as a member."""
    return Enrolled(
        person=person,
        relation=relation,
        identity=Private(person, who),
        temporary=is_temporary(who.nik),
    )


def require_different(people: list[Identity]) -> None:
    """Refuse one NIK for two people of one request.

    Raises:
        NikTwice: with where both stand.
    """
    seen: dict[str, int] = {}
    for number, one in enumerate(people):
        if is_temporary(one.nik):
            continue
        if one.nik in seen:
            raise NikTwice(fields=[f"members[{seen[one.nik]}].nik", f"members[{number}].nik"])
        seen[one.nik] = number


def take_nik(work: Work, nik: str, *, person: UUID, household: UUID) -> None:
    """Take a NIK for a person, also from the record they left behind elsewhere.

    That record's household is guarded: nobody may bring them back there at the same moment.
    """
    if is_temporary(nik):
        return
    held = work.claim_on("nik", nik)
    if held is not None and held.subject != person:
        former = work.load(Household, held.household).members.get(held.subject)
        if former is not None and not former.belongs and former.verdict in LEAVES_BEHIND:
            work.release(held.subject)
    if held is not None and held.subject == person:
        work.release(person)
    work.claim_nik(nik, person=person, household=household)


def change_nik(work: Work, nik: str, former: str, *, person: UUID, household: UUID) -> None:
    """Take a NIK for a person in place of their former one."""
    if nik == former:
        return
    if not is_temporary(former):
        work.release(person)
    take_nik(work, nik, person=person, household=household)


def take_kk(work: Work, kk_number: str, *, household: UUID, former: str = "") -> None:
    """Take a KK number for a household in place of its former one."""
    if kk_number == former:
        return
    if not is_temporary(former):
        work.release(household)
    if not is_temporary(kk_number):
        work.claim_kk(kk_number, household=household)


def identities(work: Work, household: UUID) -> dict[UUID, Identity | None]:
    """Return who the people of a household are, in plain; None for one who was erased."""
    sealed: dict[UUID, Private[Identity]] = {}
    for event in work.events(Household, household):
        match event:
            case HouseholdRegistered():
                sealed |= {member.person: member.identity for member in event.members}
            case MemberJoined():
                sealed[event.member.person] = event.member.identity
            case MemberCorrected():
                sealed[event.person] = event.identity
    return dict(zip(sealed, work.open_all(list(sealed.values())), strict=True))


def last_residence(work: Work, household: UUID) -> Residence | None:
    """Return where a household lives, in plain; None if it was erased."""
    sealed = [
        event.residence
        for event in work.events(Household, household)
        if isinstance(event, HouseholdRegistered | HouseholdAddressChanged | HouseholdMoved)
    ]
    found: Residence | None = work.open_all(sealed[-1:])[0]
    return found


def require_here(work: Work, household: UUID, persons: tuple[UUID, ...]) -> None:
    """Refuse to bring people back who belong to another household by now.

    Raises:
        BelongsElsewhere: with that household.
    """
    known = identities(work, household)
    for person in persons:
        who = known.get(person)
        if who is None or is_temporary(who.nik):
            continue
        held = work.claim_on("nik", who.nik)
        if held is not None and (held.subject, held.household) != (person, household):
            raise BelongsElsewhere(household=str(held.household))


def explained(codes: tuple[str, ...]) -> list[dict[str, str]]:
    """Return problems as codes and in words."""
    return [
        {"code": code, "title": explain(code).title, "way_out": explain(code).way_out}
        for code in codes
    ]

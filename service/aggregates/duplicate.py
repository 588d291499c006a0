"""Two records that may be of one person: suspected with reasons, and decided by a human.

    suspect → (dismiss | merge → unmerge → (dismiss | merge)*)

Nothing personal stands here: who they are is read from their households, for a purpose. Only the
ids, the points and the reasons are kept. A pair that was dismissed never comes back as a suspicion.
Source: OpenSID #9592 (similarity with bands), BPS Sulteng's PAKEWA (name 50, birth date 30,
address 20, sex -10; 80 probable, 50 weak); BPK (the same person five ways).
"""

from datetime import date
from typing import Any, ClassVar, Literal, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.ids import command_id
from service.kernel.refusals import Refused

Likeness: TypeAlias = Literal[
    "name_same",
    "name_alike",
    "birth_date_same",
    "birth_day_month_swapped",
    "birth_year_same",
    "address_same",
    "rt_same",
    "nik_one_digit_apart",
    "sex_differs",
]
LIKENESS_LABELS: dict[Likeness, str] = {
    "name_same": "nama sama",
    "name_alike": "nama mirip",
    "birth_date_same": "tanggal lahir sama",
    "birth_day_month_swapped": "hari dan bulan lahir tertukar",
    "birth_year_same": "tahun lahir sama",
    "address_same": "alamat sama",
    "rt_same": "RT sama",
    "nik_one_digit_apart": "NIK berbeda satu angka",
    "sex_differs": "jenis kelamin berbeda",
}

Band: TypeAlias = Literal["probable", "weak"]
BAND_LABELS: dict[Band, str] = {"probable": "kemungkinan besar ganda", "weak": "mungkin ganda"}

PROBABLE, WEAK = 80, 50
"""Points from which a pair is probable, or worth a look at all."""

PairState: TypeAlias = Literal["suspected", "dismissed", "merged"]
PAIR_STATE_LABELS: dict[PairState, str] = {
    "suspected": "menunggu keputusan",
    "dismissed": "bukan orang yang sama",
    "merged": "disatukan",
}


class Point(Struct, frozen=True, kw_only=True):
    """A reason to think that two records are of one person, and what it weighs."""

    reason: Likeness
    points: int


class Side(Struct, frozen=True, kw_only=True):
    """One of the two records: the person, and the household it stands in."""

    person: UUID
    household: UUID
    village: str


class DuplicateEvent(Event, frozen=True, kw_only=True):
    """Which pair; `household` and `village` are of the first record, for whoever may know of it."""

    duplicate: UUID
    household: UUID
    village: str
    other_household: UUID
    other_village: str


class DuplicateSuspected(DuplicateEvent, frozen=True, kw_only=True):
    """Two records are alike."""

    tag: ClassVar[str] = "duplicate.suspected"
    sentence: ClassVar[str] = (
        "menduga satu anggota keluarga {household:household} sama dengan satu anggota keluarga "
        "{other_household:household}, {points:number} poin"
    )

    person: UUID
    other_person: UUID
    points: int
    band: Band
    reasons: tuple[Point, ...]


class DuplicateDismissed(DuplicateEvent, frozen=True, kw_only=True):
    """Somebody looked: they are two people."""

    tag: ClassVar[str] = "duplicate.dismissed"
    sentence: ClassVar[str] = (
        "menyatakan dugaan ganda antara keluarga {household:household} dan "
        '{other_household:household} bukan orang yang sama karena "{reason}"'
    )

    reason: str
    by: str


class DuplicateMerged(DuplicateEvent, frozen=True, kw_only=True):
    """Somebody looked: they are one, and `survivor` is the record that stays."""

    tag: ClassVar[str] = "duplicate.merged"
    sentence: ClassVar[str] = (
        "menyatukan catatan satu orang pada keluarga {household:household} dan "
        "{other_household:household}"
    )

    survivor: UUID
    by: str
    whole_household: bool = False


class DuplicateUnmerged(DuplicateEvent, frozen=True, kw_only=True):
    """They are two after all."""

    tag: ClassVar[str] = "duplicate.unmerged"
    sentence: ClassVar[str] = (
        "memisahkan kembali catatan pada keluarga {household:household} dan "
        '{other_household:household} karena "{reason}"'
    )

    reason: str
    by: str


AnyDuplicateEvent: TypeAlias = (
    DuplicateSuspected | DuplicateDismissed | DuplicateMerged | DuplicateUnmerged
)


class PairUnknown(Refused):
    """Dugaan ganda ini tidak ada."""

    way_out: ClassVar[str] = "Muat ulang daftar dugaan ganda."


class SuspectedAlready(Refused):
    """Dugaan ganda ini sudah tercatat atau sudah diputuskan."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dilakukan."


class PairDecided(Refused):
    """Dugaan ganda ini sudah diputuskan."""

    way_out: ClassVar[str] = "Bila putusannya keliru, pisahkan kembali catatannya lebih dahulu."


class PairNotMerged(Refused):
    """Kedua catatan ini belum disatukan."""

    way_out: ClassVar[str] = "Putuskan dugaan gandanya lebih dahulu."


class Duplicate(Aggregate[AnyDuplicateEvent], frozen=True):
    """What is known about a pair of records.

    Args:
        sides: the two, in order of their ids; None until they were suspected.
        state: what became of the suspicion.
        survivor: the person whose record stays, once they are one.
        whole_household: their households were merged with them.
    """

    category: ClassVar[str] = "duplicate"

    duplicate: UUID | None = None
    sides: tuple[Side, Side] | None = None
    points: int = 0
    state: PairState = "suspected"
    survivor: UUID | None = None
    whole_household: bool = False

    def after(self, event: AnyDuplicateEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case DuplicateSuspected():
                first = Side(person=event.person, household=event.household, village=event.village)
                second = Side(
                    person=event.other_person,
                    household=event.other_household,
                    village=event.other_village,
                )
                return replace(
                    self,
                    duplicate=event.duplicate,
                    sides=(first, second),
                    points=event.points,
                    state="suspected",
                )
            case DuplicateDismissed():
                return replace(self, state="dismissed")
            case DuplicateMerged():
                return replace(
                    self,
                    state="merged",
                    survivor=event.survivor,
                    whole_household=event.whole_household,
                )
            case DuplicateUnmerged():
                return replace(self, state="suspected", survivor=None, whole_household=False)
        assert_never(event)

    def suspect(
        self,
        duplicate: UUID,
        sides: tuple[Side, Side],
        reasons: tuple[Point, ...],
        *,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note that two records are alike, unless somebody has decided about them.

        Raises:
            SuspectedAlready: it was noted with as many points, or decided.
            NotHappenedYet: not now.
        """
        require_happened(on, today=today)
        points = total(reasons)
        if self.duplicate is not None and (self.state != "suspected" or self.points == points):
            raise SuspectedAlready(state=self.state)
        first, second = sides
        return (
            DuplicateSuspected(
                occurred_on=on,
                duplicate=duplicate,
                household=first.household,
                village=first.village,
                other_household=second.household,
                other_village=second.village,
                person=first.person,
                other_person=second.person,
                points=points,
                band="probable" if points >= PROBABLE else "weak",
                reasons=reasons,
            ),
        )

    def dismiss(self, *, reason: str, by: str, on: date, today: date) -> tuple[Event, ...]:
        """Say that they are two people; the suspicion never comes back.

        Raises:
            PairUnknown, PairDecided, ReasonMissing, NotHappenedYet: not now.
        """
        require_reason(reason)
        self._require_open(on=on, today=today)
        return (DuplicateDismissed(**self._about(on), reason=reason, by=by),)

    def merge(
        self, survivor: UUID, *, whole_household: bool, by: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Say that they are one; the households are told in the same save.

        Raises:
            PairUnknown, PairDecided, NotHappenedYet: not now.
        """
        self._require_open(on=on, today=today)
        assert self.sides is not None
        if survivor not in {side.person for side in self.sides}:
            raise PairUnknown
        merged = DuplicateMerged(
            **self._about(on), survivor=survivor, whole_household=whole_household, by=by
        )
        return (merged,)

    def unmerge(self, *, reason: str, by: str, on: date, today: date) -> tuple[Event, ...]:
        """Take a merger back.

        Raises:
            PairNotMerged, ReasonMissing, NotHappenedYet: not now.
        """
        require_happened(on, today=today)
        require_reason(reason)
        if self.state != "merged":
            raise PairNotMerged
        return (DuplicateUnmerged(**self._about(on), reason=reason, by=by),)

    def side_of(self, person: UUID) -> Side:
        """Return one of the two records."""
        assert self.sides is not None
        return next(side for side in self.sides if side.person == person)

    def other_side(self, person: UUID) -> Side:
        """Return the other one."""
        assert self.sides is not None
        return next(side for side in self.sides if side.person != person)

    def _require_open(self, *, on: date, today: date) -> None:
        require_happened(on, today=today)
        if self.duplicate is None:
            raise PairUnknown
        if self.state != "suspected":
            raise PairDecided(state=self.state)

    def _about(self, on: date) -> dict[str, Any]:
        assert self.sides is not None
        first, second = self.sides
        return {
            "occurred_on": on,
            "duplicate": self.duplicate,
            "household": first.household,
            "village": first.village,
            "other_household": second.household,
            "other_village": second.village,
        }


def pair_of(person: UUID, other: UUID) -> UUID:
    """Return the id of a pair of persons, whichever is named first."""
    return command_id("duplicate", *sorted((person, other)))


def total(reasons: tuple[Point, ...]) -> int:
    """Return the points of a pair, from nought to a hundred."""
    return max(0, min(100, sum(one.points for one in reasons)))

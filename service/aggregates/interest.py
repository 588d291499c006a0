"""What a partner would like to help with: kept, so that it is told when such a need turns up.

    save → (change | review)* → end

An interest locks nothing and promises nothing.
Source: TJSLP forums (a shopping list of unmet needs is what companies lack).
"""

from datetime import date
from typing import Any, ClassVar, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict, replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.money import SomeRupiah
from service.kernel.needs import NeedType, Strategy
from service.kernel.refusals import Refused


class Wish(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which needs a partner would like to answer; every field that is given must hold.

    Args:
        programme: by which it would; its need is the one that counts.
        area: region code, covering what lies below it.
        yearly_rupiah: what it means to give in a year.
    """

    need: NeedType | None = None
    strategy: Strategy | None = None
    programme: str | None = None
    area: str | None = None
    yearly_rupiah: SomeRupiah | None = None


class InterestEvent(Event, frozen=True, kw_only=True):
    """Which interest, and whose."""

    interest: UUID
    partner: str


class InterestTerms(InterestEvent, frozen=True, kw_only=True):
    """All of an interest, so that the latest event tells everything; see `Wish`."""

    need: NeedType | None = None
    strategy: Strategy | None = None
    programme: str | None = None
    area: str | None = None
    yearly_rupiah: SomeRupiah | None = None


class InterestSaved(InterestTerms, frozen=True, kw_only=True):
    """A partner would like to help with something."""

    tag: ClassVar[str] = "interest.saved"
    sentence: ClassVar[str] = "menyimpan minat {partner:partner}"


class InterestChanged(InterestTerms, frozen=True, kw_only=True):
    """It would like to help with something else."""

    tag: ClassVar[str] = "interest.changed"
    sentence: ClassVar[str] = "mengubah minat {partner:partner}"


class InterestReviewed(InterestEvent, frozen=True, kw_only=True):
    """The partner has looked through what matches; what comes later is new to it."""

    tag: ClassVar[str] = "interest.reviewed"
    sentence: ClassVar[str] = "menandai kebutuhan yang cocok dengan minat {partner:partner} dilihat"


class InterestEnded(InterestEvent, frozen=True, kw_only=True):
    """It is not interested any more."""

    tag: ClassVar[str] = "interest.ended"
    sentence: ClassVar[str] = 'mengakhiri minat {partner:partner} karena "{reason}"'

    reason: str


AnyInterestEvent: TypeAlias = InterestSaved | InterestChanged | InterestReviewed | InterestEnded


class WishEmpty(Refused):
    """Minat ini belum menyebut apa pun."""

    way_out: ClassVar[str] = "Isi sedikitnya kebutuhan, strategi, program, atau wilayah."


class InterestOver(Refused):
    """Minat ini sudah diakhiri."""

    way_out: ClassVar[str] = "Simpan minat yang baru."


class SameWish(Refused):
    """Minat ini tidak berubah."""

    way_out: ClassVar[str] = "Ubah sedikitnya satu isian, atau batalkan."


class Interest(Aggregate[AnyInterestEvent], frozen=True):
    """What a partner would like, and whether it still does."""

    category: ClassVar[str] = "interest"

    interest: UUID | None = None
    partner: str = ""
    wish: Wish = Wish()
    is_over: bool = False

    def after(self, event: AnyInterestEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case InterestSaved() | InterestChanged():
                wish = Wish(**{name: getattr(event, name) for name in Wish.__struct_fields__})
                return replace(self, interest=event.interest, partner=event.partner, wish=wish)
            case InterestReviewed():
                return self
            case InterestEnded():
                return replace(self, is_over=True)
        assert_never(event)

    def save(
        self, interest: UUID, partner: str, wish: Wish, *, on: date, today: date
    ) -> tuple[Event, ...]:
        """Keep what a partner would like to help with.

        Raises:
            NotHappenedYet, WishEmpty: not like this.
        """
        require_happened(on, today=today)
        _require_told(wish)
        return (InterestSaved(occurred_on=on, interest=interest, partner=partner, **asdict(wish)),)

    def change(self, wish: Wish, *, on: date, today: date) -> tuple[Event, ...]:
        """Want something else from now on.

        Raises:
            NotHappenedYet, InterestOver, WishEmpty, SameWish: not like this.
        """
        told = self._open(on=on, today=today)
        _require_told(wish)
        if wish == self.wish:
            raise SameWish
        return (InterestChanged(**told, **asdict(wish)),)

    def review(self, *, on: date, today: date) -> tuple[Event, ...]:
        """Note that what matches was looked through.

        Raises:
            NotHappenedYet, InterestOver: not now.
        """
        return (InterestReviewed(**self._open(on=on, today=today)),)

    def end(self, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Stop being told.

        Raises:
            NotHappenedYet, InterestOver, ReasonMissing: not now.
        """
        told = self._open(on=on, today=today)
        require_reason(reason)
        return (InterestEnded(**told, reason=reason),)

    def _open(self, *, on: date, today: date) -> dict[str, Any]:
        require_happened(on, today=today)
        if self.is_over:
            raise InterestOver
        return {"occurred_on": on, "interest": self.interest, "partner": self.partner}


def _require_told(wish: Wish) -> None:
    if not (wish.need or wish.strategy or wish.programme or wish.area):
        raise WishEmpty

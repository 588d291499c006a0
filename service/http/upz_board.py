"""The UPZ as they stand on a day: appointed until when, what they deposited, and who is silent.

Put together from two read models, for the API and the pages alike.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from service.kernel.months import months_between
from service.kernel.roles import Actor
from service.policies import access
from service.projections import deposits, upzs
from service.projections.moment import PRESENT, Moment
from service.projections.upzs import Standing
from service.regency import Regency

SILENT_MONTHS = 3
ENDING_DAYS = 90
MOST_UPZS = 5_000

CAUGHT_UP = ("upzs", "deposits")


class UpzRow(Struct, frozen=True, kw_only=True):
    """A UPZ as it stands on a day.

    Args:
        host: the agency or place it collects in.
        until: the first day after its last term.
        is_ending: its task runs, and within 90 days no longer.
        last_deposit_on: None if it never deposited.
        silent_months: whole months since its last deposit, or since its term began if that is
            later; None while it has no task.
        is_silent: it has a task, and has been silent for three months or more.
        deposits, zakat_rupiah, infak_rupiah, sedekah_rupiah: in the year that was asked for.
    """

    upz: str
    parent: str
    host: str | None
    decree: str
    officers: int
    since: date
    until: date
    standing: Standing
    is_ending: bool
    share_percent: Decimal | None
    last_deposit_on: date | None
    silent_months: int | None
    is_silent: bool
    deposits: int
    zakat_rupiah: int
    infak_rupiah: int
    sedekah_rupiah: int
    amount_rupiah: int
    position: int

    @property
    def wants_attention(self) -> bool:
        """Whether somebody should do something: it is silent, or its task ends or has ended."""
        return self.is_silent or self.is_ending or self.standing == "over"


def board(
    regency: Regency,
    actor: Actor,
    *,
    parent: str | None = None,
    upz: str | None = None,
    year: int | None = None,
    moment: Moment = PRESENT,
) -> list[UpzRow]:
    """Return the UPZ that are the actor's to know: their own, of their Baznas, in their agency.

    Args:
        year: of which deposits are added up; None is all years.
    """
    on = moment.valid_on or regency.ledger.today
    of = None if access.may(actor, "upzs.read_all") else actor.organisation
    asked = upzs.Asked(upz=upz, parent=parent, of=of)
    with regency.reading(actor) as conn:
        found = upzs.find(conn, regency.schema, asked, on=on, moment=moment, limit=MOST_UPZS)
        given = deposits.collected(
            conn, regency.schema, [one.upz for one in found], year=year, moment=moment
        )
    return [_row(one, given.get(one.upz), on) for one in found]


def _row(one: upzs.Upz, given: deposits.Collected | None, on: date) -> UpzRow:
    last = given.last_on if given else None
    silent = months_between(max(last or one.since, one.since), on)
    has_task = one.standing == "appointed"
    return UpzRow(
        upz=one.upz,
        parent=one.parent,
        host=one.host,
        decree=one.decree,
        officers=one.officers,
        since=one.since,
        until=one.until,
        standing=one.standing,
        is_ending=has_task and one.until <= on + timedelta(days=ENDING_DAYS),
        share_percent=one.share_percent,
        last_deposit_on=last,
        silent_months=silent if has_task else None,
        is_silent=has_task and silent >= SILENT_MONTHS,
        deposits=given.deposits if given else 0,
        zakat_rupiah=given.zakat_rupiah if given else 0,
        infak_rupiah=given.infak_rupiah if given else 0,
        sedekah_rupiah=given.sedekah_rupiah if given else 0,
        amount_rupiah=given.amount_rupiah if given else 0,
        position=one.position,
    )


def in_order(rows: Sequence[UpzRow]) -> list[UpzRow]:
    """Return the UPZ with those that want attention first, the longest silent before the others."""
    return sorted(
        rows, key=lambda row: (not row.wants_attention, -(row.silent_months or 0), row.upz)
    )

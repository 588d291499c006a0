"""What the API and the pages both tell of a fund: its money's journey, its lines as a file.

A journey is put together from the transfers and from the promises that the reader may read.
"""

from collections.abc import Sequence

from msgspec import Struct

from service.exchange.sheets import Sheet
from service.kernel.roles import Actor
from service.policies import access
from service.projections import commitments, fund_journeys, funds
from service.projections.fund_journeys import Leg, Use
from service.projections.moment import Moment
from service.regency import Regency

CAUGHT_UP = ("funds", "commitments")
MOST_USES = 500
MOST_LINES = 100_000


class Journey(Struct, frozen=True, kw_only=True):
    """The way of a fund's money.

    Args:
        came_from: the legs that led to the fund, the latest first, each before those it had.
        went_to: the legs after it, each before those that come after it.
        promises: what this fund and those after it set aside or paid, for promises that are the
            reader's to read.
        position: the last event this answer takes into account.
    """

    fund: str
    came_from: Sequence[Leg]
    went_to: Sequence[Leg]
    promises: Sequence[Use]
    position: int


def journey(regency: Regency, actor: Actor, fund: str, moment: Moment, position: int) -> Journey:
    """Return the way of a fund's money; whose fund it is was looked at before."""
    with regency.reading(actor) as conn:
        schema = regency.schema
        came_from = fund_journeys.back(conn, schema, fund, moment=moment)
        went_to = fund_journeys.onward(conn, schema, fund, moment=moment)
        stops = {fund, *(leg.to_fund for leg in went_to)}
        uses = fund_journeys.uses(conn, schema, stops, moment=moment, limit=MOST_USES)
        readable = commitments.readable(conn, schema, {use.commitment for use in uses})
    if not access.may(actor, "funds.read_all"):
        came_from = [leg for leg in came_from if leg.step == 1]
    return Journey(
        fund=fund,
        came_from=came_from,
        went_to=went_to,
        promises=[use for use in uses if use.fund == fund or use.commitment in readable],
        position=position,
    )


def sheet(regency: Regency, actor: Actor, fund: str, moment: Moment) -> Sheet:
    """Return the lines of a fund as a table."""
    with regency.reading(actor) as conn:
        lines = funds.lines(conn, regency.schema, fund, moment=moment, limit=MOST_LINES)
    return Sheet(
        name=f"dana-{fund}",
        titles=(
            *("Peristiwa", "Tanggal", "Jenis peristiwa", "Dokumen", "Dari mitra", "Dana lawan"),
            *("Komitmen", "Asnaf", "Barang", "Masuk dari luar", "Diterima dari dana lain"),
            *("Hak amil", "Diserahkan", "Disisihkan", "Disalurkan"),
        ),
        rows=(
            (
                *(one.position, one.occurred_on, one.type, one.document, one.source or ""),
                *(one.other_fund or "", str(one.commitment or ""), one.asnaf or "", one.goods),
                *(one.credited_rupiah, one.received_rupiah, one.amil_rupiah, one.sent_rupiah),
                *(one.reserved_rupiah, one.spent_rupiah),
            )
            for one in lines
        ),
    )

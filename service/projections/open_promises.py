"""How many rupiah are promised and not handed over yet, by village and need.

Asked of the lines of contributions, so at any moment on two clocks.
"""

from collections.abc import Collection
from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.kernel.needs import NeedType
from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions, fetch

_SUMS: LiteralString = """
SELECT village, need, (sum(committed) - sum(delivered))::bigint AS open_rupiah
FROM {s}_read.contributions_lines
WHERE {seen}
GROUP BY village, need
HAVING sum(committed) > sum(delivered)
ORDER BY village, need
"""


class OpenPromises(Struct, frozen=True, kw_only=True):
    """What is promised for one need in one village, less what was handed over."""

    village: str
    need: NeedType
    open_rupiah: int


def by_need(
    conn: Connection,
    schema: str,
    areas: Collection[str] | None = None,
    *,
    need: NeedType | None = None,
    moment: Moment = PRESENT,
) -> list[OpenPromises]:
    """Return what is promised and still to come, where there is any.

    Args:
        areas: region codes, each covering what lies below it; None is everywhere.
    """
    seen = Conditions(moment)
    seen.within(areas)
    seen.equal(need=need)
    return fetch(conn, schema, OpenPromises, _SUMS.replace("{seen}", seen.text), seen.values)

"""Reports of accountability: which organisation has accounted for which year."""

from datetime import date
from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, organisation, fiscal_year, number, spent_rupiah, reason
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'organisation',
    (data ->> 'fiscal_year')::int,
    data ->> 'number',
    (data ->> 'spent_rupiah')::bigint,
    data ->> 'reason'
FROM {batch} AS batch
"""

ACCOUNTABILITIES = Projection(
    name="accountabilities",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position     bigint PRIMARY KEY,
                occurred_on  date   NOT NULL,
                organisation text   COLLATE "C" NOT NULL,
                fiscal_year  int    NOT NULL,
                number       text,
                spent_rupiah bigint,
                reason       text
            """,
            indexes=("(organisation, fiscal_year, position)",),
        ),
    },
    types=("accountability.filed", "accountability.returned"),
    apply=(_COPY,),
)

_LATEST: LiteralString = """
SELECT DISTINCT ON (organisation, fiscal_year)
    organisation, fiscal_year, occurred_on, number, spent_rupiah, reason,
    number IS NOT NULL AS is_filed, position
FROM {s}_read.accountabilities_lines
WHERE {seen}
ORDER BY organisation, fiscal_year, position DESC
"""


class Accountability(Struct, frozen=True, kw_only=True):
    """The last word on the report of an organisation on a year; `position` is its event.

    Args:
        is_filed: it was filed, and not sent back since.
        number, spent_rupiah: of a report that is filed.
        reason: why it was sent back.
    """

    organisation: str
    fiscal_year: int
    occurred_on: date
    number: str | None
    spent_rupiah: int | None
    reason: str | None
    is_filed: bool
    position: int


def find(
    conn: Connection,
    schema: str,
    *,
    organisation: str | None = None,
    fiscal_year: int | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[str, int] | None = None,
) -> list[Accountability]:
    """Return reports by organisation and year.

    Args:
        after: organisation and year of the last one of the page before.
    """
    conditions = Conditions()
    conditions.equal(organisation=organisation, fiscal_year=fiscal_year)
    if after is not None:
        conditions.add(
            "(organisation, fiscal_year) > (%(organisation_after)s, %(year_after)s)",
            organisation_after=after[0],
            year_after=after[1],
        )
    seen = Conditions(moment)
    then = _LATEST.replace("{seen}", seen.text)
    sql: LiteralString = (
        "SELECT organisation, fiscal_year, occurred_on, number, spent_rupiah, reason, is_filed,"
        f" position FROM ({then}) AS reports WHERE {conditions.text}"
        " ORDER BY organisation, fiscal_year LIMIT %(limit)s"
    )
    values = {**seen.values, **conditions.values, "limit": limit}
    return fetch(conn, schema, Accountability, sql, values)

"""The UPZ: appointed by which Baznas, until when, and whether a task runs on a day."""

from datetime import date
from decimal import Decimal
from typing import Literal, LiteralString, TypeAlias

from msgspec import Struct
from psycopg import Connection

from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

Standing: TypeAlias = Literal["appointed", "ahead", "over"]

UPZ_STANDING_LABELS: dict[Standing, str] = {
    "appointed": "bertugas",
    "ahead": "belum mulai",
    "over": "masa tugas habis",
}

_TERMS: LiteralString = """
INSERT INTO {terms} (
    position, occurred_on, upz, parent, host, decree, officers, offices, since, until,
    share_percent
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'upz',
    data ->> 'parent',
    data ->> 'host',
    data ->> 'decree',
    (data ->> 'officers')::int,
    ARRAY(SELECT jsonb_array_elements_text(coalesce(data -> 'offices', '[]'))),
    (data ->> 'since')::date,
    (data ->> 'until')::date,
    (data ->> 'share_percent')::numeric
FROM {batch} AS batch
WHERE type = 'upz.appointed'
"""

_ENDED: LiteralString = """
INSERT INTO {ended} (position, occurred_on, upz, reason)
SELECT position, (data ->> 'occurred_on')::date, data ->> 'upz', data ->> 'reason'
FROM {batch} AS batch
WHERE type = 'upz.ended'
"""

UPZS = Projection(
    name="upzs",
    version=1,
    tables={
        "terms": Table(
            columns="""
                position      bigint PRIMARY KEY,
                occurred_on   date   NOT NULL,
                upz           text   COLLATE "C" NOT NULL,
                parent        text   COLLATE "C" NOT NULL,
                host          text   COLLATE "C",
                decree        text   NOT NULL,
                officers      int    NOT NULL,
                offices       text[] NOT NULL,
                since         date   NOT NULL,
                until         date   NOT NULL,
                share_percent numeric
            """,
            indexes=("(upz, position)",),
        ),
        "ended": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                upz         text   COLLATE "C" NOT NULL,
                reason      text   NOT NULL
            """,
            indexes=("(upz, position)",),
        ),
    },
    types=("upz.appointed", "upz.ended"),
    apply=(_TERMS, _ENDED),
)


class Term(Struct, frozen=True, kw_only=True):
    """One appointment, half-open.

    Args:
        until: the first day after it, earlier than appointed if it was ended.
        ended_reason: why it was; empty if it was not.
    """

    position: int
    decree: str
    officers: int
    offices: list[str]
    since: date
    until: date
    share_percent: Decimal | None
    ended_reason: str


class Upz(Struct, frozen=True, kw_only=True):
    """A UPZ as of a day: the term that runs, or else the one nearest to it.

    Args:
        host: the agency or place it collects in.
        until: the end of its last term, one that lies ahead included.
    """

    upz: str
    parent: str
    host: str | None
    decree: str
    officers: int
    since: date
    until: date
    standing: Standing
    share_percent: Decimal | None
    position: int


class Asked(Struct, frozen=True, kw_only=True):
    """Which UPZ; every field that is given must hold.

    Args:
        of: an organisation that is the UPZ, its Baznas, or where it collects.
    """

    upz: str | None = None
    parent: str | None = None
    of: str | None = None


EVERYTHING = Asked()

# A term that was ended ends on that day; one that had not begun then is empty.
_STANDING: LiteralString = """
SELECT term.position, term.upz, term.parent, term.host, term.decree, term.officers, term.offices,
    term.since, least(term.until, stop.on_day) AS until,
    term.share_percent,
    CASE WHEN stop.on_day < term.until THEN stop.reason ELSE '' END AS ended_reason
FROM (SELECT * FROM {s}_read.upzs_terms WHERE {seen}) AS term
LEFT JOIN LATERAL (
    SELECT greatest(occurred_on, term.since) AS on_day, reason
    FROM {s}_read.upzs_ended AS ended
    WHERE ended.upz = term.upz AND ended.position > term.position AND {seen}
    ORDER BY position
    LIMIT 1
) AS stop ON true
"""


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    on: date,
    moment: Moment = PRESENT,
    limit: int,
    after: str | None = None,
) -> list[Upz]:
    """Return the UPZ asked for, by short name, each as it stands on a day.

    Args:
        on: the day.
        after: the last short name of the page before.
    """
    which = Conditions()
    which.equal(upz=asked.upz, parent=asked.parent)
    if asked.of is not None:
        which.add("%(of)s IN (upz, parent, host)", of=asked.of)
    if after is not None:
        which.add("upz > %(after)s", after=after)
    told, values = _terms(moment)
    sql: LiteralString = (
        "SELECT DISTINCT ON (upz) upz, parent, host, decree, officers, since, "
        "max(until) OVER (PARTITION BY upz) AS until, share_percent, position, "
        "CASE WHEN until = since OR until <= %(on)s THEN 'over' "
        "WHEN since <= %(on)s THEN 'appointed' ELSE 'ahead' END AS standing "
        f"FROM ({told}) AS terms WHERE {which.text} "
        "ORDER BY upz, (since <= %(on)s AND %(on)s < until) DESC, abs(since - %(on)s) "
        "LIMIT %(limit)s"
    )
    return fetch(conn, schema, Upz, sql, {**values, **which.values, "on": on, "limit": limit})


def one(
    conn: Connection, schema: str, upz: str, *, on: date, moment: Moment = PRESENT
) -> Upz | None:
    """Return a UPZ as it stands on a day, None if it was never appointed."""
    found = find(conn, schema, Asked(upz=upz), on=on, moment=moment, limit=1)
    return found[0] if found else None


def terms(conn: Connection, schema: str, upz: str, moment: Moment = PRESENT) -> list[Term]:
    """Return a UPZ's terms, the first one first."""
    told, values = _terms(moment)
    sql: LiteralString = (
        "SELECT position, decree, officers, offices, since, until, share_percent, ended_reason "
        f"FROM ({told}) AS terms WHERE upz = %(upz)s ORDER BY since, position"
    )
    return fetch(conn, schema, Term, sql, {**values, "upz": upz})


def _terms(moment: Moment) -> tuple[LiteralString, dict[str, object]]:
    seen = Conditions(moment)
    return _STANDING.replace("{seen}", seen.text), seen.values

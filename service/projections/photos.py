"""Which photos there are of a household: of what, from when, by whom; what they show is sealed.

A photo that was taken back stays in the album without its picture, with the reason.
"""

from collections.abc import Collection
from datetime import date
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.aggregates.photo import PhotoKind
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, photo, household, village, kind, hash, size_bytes, width, height,
    has_location, account, organisation
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'photo')::uuid,
    (data ->> 'household')::uuid,
    data ->> 'village',
    data ->> 'kind',
    data ->> 'hash',
    (data ->> 'size_bytes')::int,
    (data ->> 'width')::int,
    (data ->> 'height')::int,
    data ? 'location',
    meta ->> 'actor',
    meta ->> 'organisation'
FROM {batch} AS batch
WHERE type = 'photo.attached'
"""

_RETRACT: LiteralString = """
INSERT INTO {retracted} (
    position, occurred_on, photo, household, village, hash, reason, account
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'photo')::uuid,
    (data ->> 'household')::uuid,
    data ->> 'village',
    data ->> 'hash',
    data ->> 'reason',
    meta ->> 'actor'
FROM {batch} AS batch
WHERE type = 'photo.retracted'
"""

PHOTOS = Projection(
    name="photos",
    version=3,
    tables={
        "lines": Table(
            columns="""
                position     bigint PRIMARY KEY,
                occurred_on  date   NOT NULL,
                photo        uuid   NOT NULL UNIQUE,
                household    uuid   NOT NULL,
                village      text   COLLATE "C" NOT NULL,
                kind         text   COLLATE "C" NOT NULL,
                hash         text   COLLATE "C" NOT NULL,
                size_bytes   int    NOT NULL,
                width        int    NOT NULL,
                height       int    NOT NULL,
                has_location bool   NOT NULL,
                account      text   COLLATE "C" NOT NULL,
                organisation text   COLLATE "C" NOT NULL
            """,
            indexes=("(household, position)",),
            wall=walls.OF_HOUSEHOLD,
        ),
        "retracted": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                photo       uuid   NOT NULL UNIQUE,
                household   uuid   NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                hash        text   COLLATE "C" NOT NULL,
                reason      text   NOT NULL,
                account     text   COLLATE "C" NOT NULL
            """,
            wall=walls.OF_HOUSEHOLD,
        ),
    },
    types=("photo.attached", "photo.retracted"),
    apply=(_COPY, _RETRACT),
)

_FIND: LiteralString = """
SELECT line.position, line.occurred_on, line.photo, line.household, line.kind, line.hash,
    line.size_bytes, line.width, line.height, line.has_location, line.account,
    gone.occurred_on AS retracted_on, coalesce(gone.reason, '') AS retraction_reason,
    coalesce(gone.account, '') AS retracted_by, gone.position AS retraction_position
FROM (
    SELECT position, occurred_on, photo, household, kind, hash, size_bytes, width, height,
        has_location, account
    FROM {s}_read.photos_lines
    WHERE household = ANY (%(households)s) AND {seen} AND {by}
) AS line
LEFT JOIN (
    SELECT position, occurred_on, photo, reason, account
    FROM {s}_read.photos_retracted WHERE household = ANY (%(households)s) AND {seen}
) AS gone USING (photo)
ORDER BY line.position DESC
LIMIT %(limit)s
"""

_GONE: LiteralString = """
SELECT position, household, hash
FROM {s}_read.photos_retracted
WHERE position > %(after)s
ORDER BY position
"""

MOST_PHOTOS = 200


class PhotoLine(Struct, frozen=True, kw_only=True):
    """A photo.

    Args:
        occurred_on: the day it was taken.
        hash: how evidence names it.
        has_location: the family agreed that where it was taken is recorded, sealed in its event.
        account: who attached it.
        retracted_on, retraction_reason, retracted_by, retraction_position: of a photo that was
            taken back; None and empty of every other.
    """

    position: int
    occurred_on: date
    photo: UUID
    household: UUID
    kind: PhotoKind
    hash: str
    size_bytes: int
    width: int
    height: int
    has_location: bool
    account: str
    retracted_on: date | None = None
    retraction_reason: str = ""
    retracted_by: str = ""
    retraction_position: int | None = None


class Gone(Struct, frozen=True, kw_only=True):
    """A photo that was taken back, as what it shows is found."""

    position: int
    household: UUID
    hash: str


def of_households(
    conn: Connection,
    schema: str,
    households: Collection[UUID],
    moment: Moment = PRESENT,
    *,
    organisation: str | None = None,
) -> list[PhotoLine]:
    """Return the photos of some households, the newest first; up to `MOST_PHOTOS`.

    Args:
        organisation: whose photos only; None for everybody's.
    """
    seen = Conditions(moment)
    by = "TRUE" if organisation is None else "organisation = %(organisation)s"
    sql = _FIND.replace("{seen}", seen.text).replace("{by}", by)
    values = {
        **seen.values,
        "households": list(households),
        "organisation": organisation,
        "limit": MOST_PHOTOS,
    }
    return fetch(conn, schema, PhotoLine, sql, values)


def retracted(conn: Connection, schema: str, *, after: int = 0) -> list[Gone]:
    """Return the photos that were taken back: what they show must be gone.

    Args:
        after: only those whose event has a higher position.
    """
    return fetch(conn, schema, Gone, _GONE, {"after": after})

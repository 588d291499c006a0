"""Which photos there are of a household: of what, from when, by whom; what they show is sealed."""

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
    has_location, account
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
    meta ->> 'actor'
FROM {batch} AS batch
"""

PHOTOS = Projection(
    name="photos",
    version=1,
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
                account      text   COLLATE "C" NOT NULL
            """,
            indexes=("(household, position)",),
            wall=walls.OF_HOUSEHOLD,
        ),
    },
    types=("photo.attached",),
    apply=(_COPY,),
)

_FIND: LiteralString = """
SELECT position, occurred_on, photo, household, kind, hash, size_bytes, width, height,
    has_location, account
FROM {s}_read.photos_lines
WHERE {wanted}
ORDER BY position DESC
LIMIT %(limit)s
"""

MOST_PHOTOS = 200


class PhotoLine(Struct, frozen=True, kw_only=True):
    """A photo.

    Args:
        occurred_on: the day it was taken.
        hash: how evidence names it.
        has_location: the family agreed that where it was taken is recorded, sealed in its event.
        account: who attached it.
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


def of_household(
    conn: Connection, schema: str, household: UUID, moment: Moment = PRESENT
) -> list[PhotoLine]:
    """Return the photos of a household, the newest first; up to `MOST_PHOTOS`."""
    wanted = Conditions(moment)
    wanted.equal(household=household)
    sql = _FIND.replace("{wanted}", wanted.text)
    return fetch(conn, schema, PhotoLine, sql, {**wanted.values, "limit": MOST_PHOTOS})

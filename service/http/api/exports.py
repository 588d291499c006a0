"""Households by name as a file, and who looked at whom: what leaves, and what is on record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody
from msgspec import Struct

from service.accesslog.looks import Look
from service.commands.requests import Part, RegionCode
from service.exchange.exports import Export, export
from service.http import reads
from service.http.areas import hidden_from, households_within
from service.http.downloads import Format, download
from service.http.paging import Page, Paging
from service.http.problems import PROBLEMS, BadRequest, FieldError
from service.http.reads import question
from service.http.sight import Sight
from service.policies import access
from service.regency import Regency


class Wanted(Part, frozen=True, kw_only=True):
    """The households of an area, as far as the caller may read names there.

    Args:
        format: as which kind of file.
    """

    area: RegionCode
    format: Format = "csv"


class ExportsController(Controller):
    """Every file by name has a number, and stands on record with everybody in it."""

    path = "/exports"
    tags = ("exports",)

    @post(
        "/",
        sync_to_thread=True,
        status_code=200,
        media_type="text/csv",
        responses=PROBLEMS,
        opt={"right": ("exports.make",)},
    )
    def make(
        self,
        *,
        regency: NamedDependency[Regency],
        sight: NamedDependency[Sight],
        data: JSONBody[Wanted],
    ) -> Response[bytes]:
        """The households of an area by name, as CSV or a workbook; needs a `purpose`."""
        return as_file(exported(regency, sight, data.area), data.format)


class Affected(Struct, frozen=True, kw_only=True):
    """Households and persons that an incident is about, and by how many looks."""

    looks: int
    subjects: Sequence[UUID]


class LooksController(Controller):
    """The record of who looked at whom, for whoever has to explain it."""

    path = "/looks"
    tags = ("exports",)

    @question("/", right="looks.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        paging: NamedDependency[Paging],
        since: FromQuery[datetime],
        until: FromQuery[datetime],
        account: FromQuery[str | None] = None,
    ) -> Page[Look]:
        """Looks with `since` <= at < `until`, the oldest first: whom an incident is about."""
        for name, moment in (("since", since), ("until", until)):
            if moment.tzinfo is None:
                message = "sebutkan zonanya: 2026-11-04T10:00:00+07:00"
                raise BadRequest([FieldError(f"?{name}", message)])
        key = reads.after(paging, int)
        found = regency.access_log.between(
            since,
            until,
            account=account,
            limit=paging.limit + 1,
            after=key[0] if key else 0,
        )
        return paging.page(found, lambda row: (row.id,), regency.log.head())

    @question("/subjects", right="looks.read")
    def subjects(
        self,
        *,
        regency: NamedDependency[Regency],
        since: FromQuery[datetime],
        until: FromQuery[datetime],
        account: FromQuery[str],
    ) -> Affected:
        """Everybody whom one account saw within some time: whom a breach must be told to."""
        looks: list[Look] = []
        after = 0
        while found := regency.access_log.between(
            since, until, account=account, limit=1_000, after=after
        ):
            looks += found
            after = found[-1].id
        return Affected(
            looks=len(looks), subjects=sorted({one for look in looks for one in look.subjects})
        )


def exported(regency: Regency, sight: Sight, area: str) -> Export:
    """Return the households of an area as a file.

    Raises:
        BadRequest: there is no purpose.
        OutOfScope: names of that area are not to be read.
        TooManyToExport, KeysUnavailable, LookUnrecorded: there is no file.
    """
    purpose = sight.required()
    actor = sight.actor
    areas = [one for one in households_within(actor, area) if access.may_read_names(actor, one)]
    if not areas:
        raise access.OutOfScope(area=area)
    return export(
        regency,
        actor,
        areas,
        hidden=hidden_from(regency, actor),
        purpose=purpose,
        reference=sight.reference,
        channel=sight.channel,
    )


def as_file(made: Export, kind: Format) -> Response[Any]:
    """Return a file to keep, with its number."""
    file = download(made.sheet, kind)
    file.headers["X-Export-Number"] = str(made.number)
    return file

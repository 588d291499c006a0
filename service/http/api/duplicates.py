"""Who may stand on the register twice: looked for, shown side by side, decided."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct

from service.aggregates.duplicate import Band, Duplicate, PairState
from service.aggregates.household_events import Identity
from service.application import Receipt
from service.commands import duplicates as commands
from service.commands.requests import Explain, Part, RegionCode
from service.exchange import duplicates as searching
from service.exchange.duplicates import Found
from service.http import reads
from service.http.api.household_answers import shown_name
from service.http.areas import households_within
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.problems import PROBLEMS, BadRequest, FieldError
from service.http.reads import AreaAsked, command, question
from service.http.sight import Names, Sight
from service.kernel.people import Sex, mask_nik
from service.kernel.roles import Actor
from service.policies import access
from service.projections import duplicates, names
from service.projections.duplicates import Asked, Pair
from service.projections.moment import PRESENT, Moment
from service.regency import Regency

Id = FromPath[UUID]
KECAMATAN_DIGITS = 8


class ShownSide(Struct, frozen=True, kw_only=True):
    """One of two records, in the open or masked.

    Args:
        name, nik: masked for whoever has no purpose for them.
        birth_date, address: empty where names are masked.
        belongs: whether the person is a member still.
    """

    person: UUID
    household: UUID
    village: str
    names: Names
    name: str
    nik: str
    birth_date: date | None
    sex: Sex | None
    address: str
    belongs: bool


class PairLine(Pair, frozen=True, kw_only=True):
    """Two records that may be of one person, side by side."""

    sides: Sequence[ShownSide]


class Search(Part, frozen=True, kw_only=True):
    """Where to look: a village or a kecamatan; people are compared within it."""

    area: RegionCode


class DuplicatesController(Controller):
    """Suspicions only; a human decides, and can take it back."""

    path = "/duplicates"
    tags = ("duplicates",)

    @question("/", right="duplicates.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        sight: NamedDependency[Sight],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
        band: Annotated[Band | None, QueryParameter(description="Only these.")] = None,
        standing: Annotated[
            PairState, QueryParameter(description="Left out, those that wait for a decision.")
        ] = "suspected",
    ) -> Page[PairLine]:
        """Pairs, the likeliest first; names are masked unless a `purpose` opens them."""
        key = reads.after(paging, int, int)
        position = reads.caught_up(regency, moment, "duplicates")
        asked = Asked(areas=households_within(actor, area), state=standing, band=band)
        with regency.reading(actor) as conn:
            rows = duplicates.find(
                conn,
                regency.schema,
                asked,
                moment=moment,
                limit=paging.limit + 1,
                after=(key[0], key[1]) if key else None,
            )
        found = paging.page(rows, lambda row: (row.points, row.position), position)
        return Page(
            items=side_by_side(regency, sight, found.items),
            position=found.position,
            next=found.next,
        )

    @post(
        "/searches",
        sync_to_thread=True,
        status_code=200,
        responses=PROBLEMS,
        opt=reads.rights("duplicates.suspect"),
    )
    def search(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        sight: NamedDependency[Sight],
        data: JSONBody[Search],
    ) -> Found:
        """Compare the people of a village or a kecamatan; opens names, so it needs a `purpose`.

        Doing it again notes nothing twice, and nothing that somebody has decided about.
        """
        access.require(actor, "duplicates.suspect")
        purpose = sight.required()
        if len(data.area) < KECAMATAN_DIGITS:
            raise BadRequest([FieldError("area", "pilih desa atau kecamatan")])
        return searching.search(
            regency,
            actor,
            [data.area],
            purpose=purpose,
            reference=sight.reference,
            channel="api",
        )

    @command("/{duplicate:uuid}/dismissals", right="duplicates.decide")
    def dismiss(
        self, call: NamedDependency[Call], duplicate: Id, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Say that they are two people; the suspicion never comes back."""
        return _record(call, duplicate, partial(commands.dismiss, ask=data))

    @command("/{duplicate:uuid}/mergers", right="duplicates.decide")
    def merge(
        self, call: NamedDependency[Call], duplicate: Id, data: JSONBody[commands.Merge]
    ) -> Response[Receipt]:
        """Say that they are one, and merge the records."""
        return _record(call, duplicate, partial(commands.merge, ask=data))

    @command("/{duplicate:uuid}/unmergers", right="duplicates.decide")
    def unmerge(
        self, call: NamedDependency[Call], duplicate: Id, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Take a merger back; both records are as they were."""
        return _record(call, duplicate, partial(commands.unmerge, ask=data))


def side_by_side(regency: Regency, sight: Sight, found: Sequence[Pair]) -> list[PairLine]:
    """Return pairs with both people, in the open or masked; open ones go on record.

    Raises:
        KeysUnavailable, LookUnrecorded: nothing may be shown.
    """
    homes = {one.household for one in found} | {one.other_household for one in found}
    opened = names.open_names(regency.log, homes, PRESENT)
    lines = []
    for one in found:
        first = _shown(sight, opened.get(one.household), one.person, one.village)
        second = _shown(sight, opened.get(one.other_household), one.other_person, one.other_village)
        told = {name: getattr(one, name) for name in one.__struct_fields__}
        sides = [side for side in (first, second) if side is not None]
        lines.append(PairLine(**told, sides=sides))
    sight.record(side.person for one in lines for side in one.sides if side.names == "open")
    return lines


def _shown(sight: Sight, home: names.Names | None, person: UUID, village: str) -> ShownSide | None:
    member = next((one for one in home.members if one.person == person), None) if home else None
    if home is None or member is None:
        return None
    how = sight.names_for(village)
    who = member.identity or Identity(name=names.ERASED)
    place = home.residence if how == "open" else None
    parts = (place.address, place.dusun, place.rt and f"RT {place.rt}") if place else ()
    return ShownSide(
        person=person,
        household=home.household,
        village=village,
        names=how,
        name=shown_name(who.name, how),
        nik=who.nik if how == "open" else mask_nik(who.nik),
        birth_date=who.birth_date if how == "open" else None,
        sex=who.sex,
        address=", ".join(part for part in parts if part),
        belongs=member.belongs,
    )


def _record(call: Call, duplicate: UUID, command: partial[UUID]) -> Response[Receipt]:
    return call.record(
        partial(command, duplicate=duplicate),
        about=(Duplicate, duplicate),
        location=lambda _: "/api/v1/duplicates",
    )

"""Groups of regions: who is in them, and what is counted there as sums of their members."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Struct

from service.aggregates.area_group import AreaGroup, GroupKind
from service.application import NotKnown, Receipt
from service.commands import area_groups as commands
from service.commands.requests import Explain
from service.exchange import figures as register
from service.http import reads
from service.http.api import figure_answers, statuses
from service.http.api.figure_answers import AreaCount
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import SlugInPath, command, question, question_about_one
from service.kernel.places import Level, level_of
from service.kernel.roles import Actor, Scope
from service.policies import access
from service.projections import area_groups
from service.projections.moment import Moment
from service.projections.sentences import place_names
from service.reference.regions import territory
from service.regency import Regency

MOST_ASKED_SINGLY = 12
"""Members that are counted one by one; of more, the whole regency is counted at once."""


class GroupMember(Struct, frozen=True, kw_only=True):
    """One region of a group."""

    area: str
    name: str
    level: Level
    villages: int


class AreaGroupAnswer(Struct, frozen=True, kw_only=True):
    """A group as it stood, with its members by name.

    Args:
        villages: how many desa and kelurahan all members have together.
        since, ended_on: the day it was created, and the day it was dissolved.
        reason: why it was changed last, or dissolved.
    """

    area_group: str
    kind: GroupKind
    name: str
    members: Sequence[GroupMember]
    villages: int
    decree_number: str
    decree_date: date | None
    since: date
    ended_on: date | None
    reason: str
    position: int


class GroupCounts(Struct, frozen=True, kw_only=True):
    """What is counted in a group, by member and together, as sums and never as averages.

    Args:
        members, total: what the register counts; of members within the reader's areas only.
        statuses: households by member and status.
    """

    members: Sequence[AreaCount]
    total: AreaCount
    statuses: Sequence[statuses.StatusCount]


class AreaGroupsController(Controller):
    """Who belongs to a group is everybody's to know; numbers are told of the own areas."""

    path = "/area-groups"
    tags = ("area_groups",)

    @command("/", right="area_groups.create")
    def create(
        self, call: NamedDependency[Call], data: JSONBody[commands.CreateGroup]
    ) -> Response[Receipt]:
        """Put kecamatan and villages together under a name."""
        place = territory(call.regency.code)
        return call.record(
            partial(commands.create, ask=data, place=place),
            about=(AreaGroup, data.area_group),
            location=_at,
        )

    @command("/{area_group:str}/changes", right="area_groups.change")
    def change(
        self,
        call: NamedDependency[Call],
        area_group: SlugInPath,
        data: JSONBody[commands.ChangeGroup],
    ) -> Response[Receipt]:
        """Replace the members of a group, with a reason."""
        place = territory(call.regency.code)
        return call.record(
            partial(commands.change, area_group=area_group, ask=data, place=place),
            about=(AreaGroup, area_group),
            location=_at,
        )

    @command("/{area_group:str}/dissolutions", right="area_groups.dissolve")
    def dissolve(
        self, call: NamedDependency[Call], area_group: SlugInPath, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Use a group for nothing new any more."""
        return call.record(
            partial(commands.dissolve, area_group=area_group, ask=data),
            about=(AreaGroup, area_group),
            location=_at,
        )

    @question("/", right="area_groups.read")
    def many(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
    ) -> Page[AreaGroupAnswer]:
        """Groups by short name, the dissolved ones too."""
        key = reads.after(paging, str)
        position = reads.caught_up(regency, moment, "area_groups")
        with regency.reading(actor) as conn:
            found = area_groups.find(
                conn,
                regency.schema,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        rows = [answer(regency, one) for one in found]
        return paging.page(rows, lambda row: (row.area_group,), position)

    @question_about_one("/{area_group:str}", right="area_groups.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        area_group: SlugInPath,
    ) -> Response[AreaGroupAnswer]:
        """One group as it stood."""
        headers = reads.versioned(regency, moment, AreaGroup, area_group)
        found = known(regency, actor, area_group, moment)
        return reads.answered(answer(regency, found), headers)

    @question("/{area_group:str}/counts", right="counts.read")
    def counts(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        area_group: SlugInPath,
    ) -> GroupCounts:
        """What is counted in a group: poor persons over people, and households by status."""
        return counted(regency, actor, known(regency, actor, area_group, moment), moment)


def known(regency: Regency, actor: Actor, area_group: str, moment: Moment) -> area_groups.AreaGroup:
    """Return a group by its short name.

    Raises:
        NotKnown: there was none.
    """
    reads.caught_up(regency, moment, "area_groups")
    with regency.reading(actor) as conn:
        found = area_groups.one(conn, regency.schema, area_group, moment)
    if found is None:
        raise NotKnown
    return found


def answer(regency: Regency, found: area_groups.AreaGroup) -> AreaGroupAnswer:
    """Return a group as it is told: members by name, and how many villages they have."""
    place, names = territory(regency.code), place_names(regency.code)
    members = [
        GroupMember(
            area=one,
            name=names.get(one, one),
            level=level_of(one),
            villages=len(place.within((one,))),
        )
        for one in found.members
    ]
    return AreaGroupAnswer(
        area_group=found.area_group,
        kind=found.kind,
        name=found.name,
        members=members,
        villages=sum(one.villages for one in members),
        decree_number=found.decree_number,
        decree_date=found.decree_date,
        since=found.since,
        ended_on=found.ended_on,
        reason=found.reason,
        position=found.position,
    )


def counted(
    regency: Regency, actor: Actor, found: area_groups.AreaGroup, moment: Moment
) -> GroupCounts:
    """Return what is counted in the members of a group that lie within the reader's areas."""
    own = [one for one in found.members if actor.scope.covers(one)]
    names = place_names(regency.code)
    by_village = {
        one.village: one
        for area in _asked(regency, own)
        for one in register.by_village(regency, area, moment)
    }
    inside = {
        member: [one for code, one in by_village.items() if Scope((member,)).covers(code)]
        for member in own
    }
    rows = [
        figure_answers.area_count(
            member,
            names.get(member, member),
            villages,
            exactly=access.households_of(actor).covers(member),
        )
        for member, villages in inside.items()
    ]
    together = [one for villages in inside.values() for one in villages]
    exactly = all(access.households_of(actor).covers(member) for member in own)
    return GroupCounts(
        members=rows,
        total=figure_answers.area_count(found.area_group, found.name, together, exactly=exactly),
        statuses=_statuses(regency, actor, own, moment),
    )


def _statuses(
    regency: Regency, actor: Actor, members: Sequence[str], moment: Moment
) -> list[statuses.StatusCount]:
    """Return households by member and status: kecamatan as a whole, villages by themselves."""
    by: tuple[tuple[statuses.By, Level], ...] = (("kecamatan", "kecamatan"), ("village", "village"))
    lines: list[statuses.StatusCount] = []
    for kind, level in by:
        wanted = {one for one in members if level_of(one) == level}
        asked = _asked(regency, sorted(wanted))
        found = statuses.counted(regency, actor, asked, moment=moment, by=kind)
        lines += [one for one in found if one.area in wanted]
    return lines


def _asked(regency: Regency, members: Sequence[str]) -> Sequence[str]:
    """Return which regions are asked about: each member, or the regency if they are many."""
    return members if len(members) <= MOST_ASKED_SINGLY else (regency.code,)


def _at(area_group: str) -> str:
    return f"/api/v1/area-groups/{area_group}"

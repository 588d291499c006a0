"""The trail: who did what, when, where and to whom, in plain Indonesian sentences."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, TypeAlias

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter
from msgspec import Struct

from service.aggregates import EVENTS
from service.commands.requests import SLUG
from service.http import reads
from service.http.areas import bounds, hidden_from
from service.http.paging import Page, Paging
from service.http.problems import BadRequest, FieldError
from service.http.reads import AreaAsked, SlugAsked, question
from service.kernel.events import Event, Recorded
from service.kernel.roles import Actor
from service.policies import access
from service.projections import funds, partners, programmes, sentences, trail
from service.projections.moment import Moment
from service.regency import Regency

MOST_TYPES = 20
_SUBJECT = r"^[a-z_]+:[A-Za-z0-9._/-]{1,100}$(?!\n)"

_NAMED: dict[str, str] = {
    "household": "household",
    "other_household": "household",
    "survivor": "household",
    "commitment": "commitment",
    "to_commitment": "commitment",
    "transferred_from": "commitment",
    "fund": "fund",
    "to_fund": "fund",
    "from_fund": "fund",
    "upz": "upz",
    "host": "partner",
    "programme": "programme",
    "partner": "partner",
    "broker": "partner",
    "implementer": "partner",
    "to_partner": "partner",
    "from_partner": "partner",
    "delivered_by": "partner",
    "acknowledged_by": "partner",
    "verified_by": "partner",
    "resolved_by": "partner",
    "checked_by": "partner",
    "owner": "partner",
    "parent": "partner",
    "organisation": "partner",
    "list": "list",
    "village": "village",
    "from_village": "village",
    "account": "account",
    "agreement": "agreement",
    "subject_request": "subject_request",
}
"""Fields of events that name another thing, and the kind of that thing."""

_ADDRESSES: dict[str, str] = {
    "account": "accounts/{0}",
    "accountability": "accountabilities?organisation={0}",
    "agreement": "agreements/{0}",
    "aid_report": "aid-reports/{0}",
    "anomaly": "anomalies",
    "area_group": "area-groups/{0}",
    "boundary": "boundaries",
    "budget": "budgets/{0}/{1}",
    "clearance": "clearances/{0}",
    "commitment": "commitments/{0}",
    "correction": "corrections/{0}",
    "duplicate": "duplicates",
    "figure": "figures?kind={0}&area={1}&source={2}",
    "flag": "commitments/{0}",
    "deposit": "deposits/{0}",
    "fund": "funds/{0}",
    "household": "households/{0}",
    "initiative": "initiatives/{0}",
    "interest": "interests",
    "list": "lists/{0}",
    "musdes": "musdes/{0}",
    "partner": "partners/{0}",
    "payment_batch": "payment-batches/{0}",
    "petition": "petitions/{0}",
    "photo": "households/{event.household}/photos",
    "programme": "programmes/{0}",
    "recheck": "rechecks/{0}",
    "resurrection": "resurrections",
    "row": "lists/{0}/rows",
    "rule_set": "rule-sets/{0}",
    "statement": "statements/{0}",
    "subject_request": "subject-requests/{0}",
    "target": "figures?kind={0}&area={1}",
    "upz": "upzs/{0}",
    "village": "villages/{0}",
}
"""Where the API tells of what an event is about, by the parts of its stream's name."""

Order: TypeAlias = Literal["newest_first", "oldest_first"]


class Item(Struct, frozen=True, kw_only=True):
    """One event.

    Args:
        position: its place in the regency's log.
        recorded_at: when the log learnt it; `occurred_on` is when it became true.
        sentence: what was done and by whom, in Indonesian; recipients are never named.
        office, organisation: of the actor when acting.
        village: where, None if nowhere in particular.
        subjects: everything it is about, as `kind:id`, the thing itself first; usable as `subject`.
        version: which event of the thing it is.
        link: where the thing itself can be read.
    """

    position: int
    recorded_at: datetime
    occurred_on: date
    type: str
    sentence: str
    actor: str
    office: str
    organisation: str
    village: str | None
    subjects: Sequence[str]
    version: int
    link: str


class TrailController(Controller):
    """Every event of the log, to whoever may look where it happened."""

    path = "/trail"
    tags = ("trail",)

    @question("/", right="trail.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        subject: Annotated[
            str | None,
            QueryParameter(pattern=_SUBJECT, description="As in `subjects`: `fund:zakat-2024`."),
        ] = None,
        by: Annotated[
            str | None,
            QueryParameter(name="actor", pattern=SLUG, description="Account of who did it."),
        ] = None,
        organisation: SlugAsked = None,
        area: AreaAsked = None,
        types: Annotated[
            list[str] | None,
            QueryParameter(name="type", max_items=MOST_TYPES, description="`aid.disbursed`, …"),
        ] = None,
        recorded_from: FromQuery[datetime | None] = None,
        recorded_to: FromQuery[datetime | None] = None,
        occurred_from: FromQuery[date | None] = None,
        occurred_to: Annotated[
            date | None, QueryParameter(description="This day is included.")
        ] = None,
        from_position: Annotated[int | None, QueryParameter(ge=1, le=reads.MOST_POSITION)] = None,
        to_position: Annotated[int | None, QueryParameter(ge=1, le=reads.MOST_POSITION)] = None,
        order: FromQuery[Order] = "newest_first",
    ) -> Page[Item]:
        """Events that meet every filter given. `recorded_to` is the first moment left out.

        What happened in no village is shown to those who look after the whole regency, and to
        partners for what their own organisation did.
        """
        key = reads.after(paging, int)
        asked = trail.Asked(
            subject=subject,
            actor=by,
            organisation=organisation,
            areas=_areas(regency, actor, area, organisation),
            known=bounds(regency, access.households_of(actor)),
            types=_types(types),
            recorded_from=_instant("recorded_from", recorded_from),
            recorded_before=_instant("recorded_to", recorded_to),
            occurred_from=occurred_from,
            occurred_before=_next_day(occurred_to),
            first=from_position,
            last=to_position,
            hidden=tuple(f"household:{one}" for one in hidden_from(regency, actor)),
        )
        position = reads.caught_up(regency, moment, "trail", "partners", "programmes", "funds")
        with regency.reading(actor) as conn:
            found = trail.find(
                conn,
                regency.schema,
                asked,
                limit=paging.limit + 1,
                after=key[0] if key else None,
                newest_first=order == "newest_first",
                moment=moment,
            )
        return paging.page(tell(regency, actor, found), lambda row: (row.position,), position)


def tell(regency: Regency, actor: Actor, positions: Sequence[int]) -> list[Item]:
    """Return the events at these positions as people read them, in this order."""
    with regency.reading(actor) as conn:
        names = sentences.Names(
            partners=partners.names(conn, regency.schema),
            programmes=programmes.names(conn, regency.schema),
            funds=funds.headings(conn, regency.schema),
            villages=sentences.place_names(regency.code),
        )
    items = {one.position: _item(one, names) for one in regency.log.at(positions)}
    return [items[position] for position in positions]


def _item(recorded: Recorded[Any], names: sentences.Names) -> Item:
    told = sentences.tell(recorded, names)
    return Item(
        position=told.position,
        recorded_at=told.recorded_at,
        occurred_on=told.occurred_on,
        type=told.type,
        sentence=told.sentence,
        actor=told.actor,
        office=told.office,
        organisation=told.organisation,
        village=getattr(recorded.event, "village", None),
        subjects=list(dict.fromkeys((told.stream, *_subjects(recorded.event)))),
        version=told.version,
        link=_link(told.stream, recorded.event),
    )


def _subjects(event: Event) -> Iterator[str]:
    for name, kind in _NAMED.items():
        if (thing := getattr(event, name, None)) is not None:
            yield f"{kind}:{thing}"


def _link(stream: str, event: Event) -> str:
    kind, _, name = stream.partition(":")
    return "/api/v1/" + _ADDRESSES[kind].format(*name.split("/"), event=event)


def _areas(
    regency: Regency, actor: Actor, area: str | None, organisation: str | None
) -> tuple[str, ...] | None:
    """Return where to look; None is everywhere, and what happened in no village too."""
    is_wide = actor.scope.covers(regency.code)
    may_see_all = access.may(actor, "trail.read_all") or organisation == actor.organisation
    if area is None and is_wide and may_see_all:
        return None
    return reads.within(actor.scope, area)


def _types(types: list[str] | None) -> tuple[str, ...]:
    unknown = [one for one in types or () if one not in EVENTS]
    if unknown:
        raise BadRequest([FieldError("?type", "jenis kejadian tidak dikenal")])
    return tuple(types or ())


def _instant(name: str, moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        raise BadRequest([FieldError(f"?{name}", "sebutkan zonanya: 2026-11-04T10:00:00+07:00")])
    return moment


def _next_day(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + timedelta(days=1)

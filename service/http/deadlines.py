"""What falls due, what is late and what hangs, for whoever asks: pages, programs and calendars.

A partner's officer is told of the own organisation, everybody else of where they work. What
agreements oblige to is told to the parties and to whoever works for the whole regency. No deadline
names a household.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.http import upz_board
from service.http.areas import hidden_from, known_to
from service.http.reads import within
from service.kernel.months import months_later
from service.kernel.roles import Actor
from service.policies import access
from service.projections import aging, agreements, musdes_sessions
from service.projections.aging import Item, Kind
from service.projections.agreements import Agreement
from service.projections.moment import Moment
from service.regency import Regency

DeadlineKind: TypeAlias = Literal["promise", "obligation", "agreement", "musdes", "upz", "deposit"]

SOON_DAYS = (7, 30, 90)
"""How long before an agreement's last day its parties are told: three times, later more plainly."""

LONG_OVER_DAYS = 90
"""How long an agreement that ran out is still told."""

MOST_AGREEMENTS = 500
MOST_MEETINGS = 200
MOST_PROMISES = 1_000

READ_MODELS = ("commitments", "agreements", "musdes", "restrictions", *upz_board.CAUGHT_UP)

ASKED_TO: Mapping[Kind, str] = {
    "overdue": "commitments.deliver",
    "undelivered": "commitments.deliver",
    "unconfirmed": "deliveries.acknowledge",
    "disputed": "deliveries.resolve",
    "proposed": "commitments.make",
}
"""Whoever has this right can move what hangs: of the organisation, of the village, of neither."""


class Deadline(Struct, frozen=True, kw_only=True):
    """A day until which something is to be done, or on which something is planned.

    Args:
        key: never changes as long as the thing is the same.
        organisation: whoever is asked; empty if no single one is.
        village: where, if in one.
        title: an obligation's or an agreement's own words; of a promise the programme's slug, of a
            meeting its kind; empty for a UPZ.
        amount_rupiah: what is left of a promise.
        path: where it is read.
        days: until then, from the day asked about; below nought, how many it is late.
    """

    kind: DeadlineKind
    key: str
    on: date
    days: int
    organisation: str
    title: str
    path: str
    village: str | None = None
    amount_rupiah: int | None = None


def asked(
    regency: Regency,
    actor: Actor,
    on: date,
    *,
    area: str | None = None,
    party: str | None = None,
) -> aging.Asked:
    """Return which promises somebody is told of when they hang, before any other filter."""
    if actor.role == "partner_officer":
        party = actor.organisation
    return aging.Asked(
        on=on,
        party=party,
        areas=within(actor.scope, area),
        known=known_to(regency, actor),
        hidden=tuple(hidden_from(regency, actor)),
        hidden_but_of=actor.organisation,
    )


def waits_for(item: Item) -> str:
    """Return the organisation that is asked to move something; empty if the village or nobody is.

    A suggestion waits for the funder, what is late for whoever carries it out.
    """
    if item.kind == "proposed":
        return item.partner
    return item.organisation if item.kind in {"overdue", "undelivered"} else ""


def coming(
    regency: Regency,
    actor: Actor,
    moment: Moment,
    *,
    on: date,
    until: date,
    party: str | None = None,
    late: bool = False,
) -> list[Deadline]:
    """Return what falls due from a day up to another one, both included, in order of days.

    Args:
        party: of this organisation only, and no meetings.
        late: and whatever is late on the first day.
    """
    regency.engine.catch_up(*READ_MODELS)
    promised = asked(regency, actor, on, party=party)
    with regency.reading(actor) as conn:
        schema = regency.schema
        found = aging.coming(
            conn, schema, promised, until=until, moment=moment, limit=MOST_PROMISES
        )
        if late:
            overdue = replace(promised, kinds=("overdue",))
            found += aging.find(conn, schema, overdue, moment=moment, limit=MOST_PROMISES)
    told = [_of_promise(one) for one in found]
    told += [
        one
        for one in (
            *of_agreements(regency, actor, moment, on=on, party=party),
            *of_upzs(regency, actor, moment, on=on, party=party),
        )
        if (late or one.days >= 0) and one.on <= until
    ]
    if party is None:
        told += _meetings(regency, actor, moment, on=on, until=until)
    return sorted(told, key=lambda one: (one.on, one.kind, one.key))


def of_agreements(
    regency: Regency,
    actor: Actor,
    moment: Moment,
    *,
    on: date,
    party: str | None = None,
) -> list[Deadline]:
    """Return what agreements still oblige to, and their last days, in order of days.

    One that ran out long ago, or was ended early, is told no more; what it still obliges to is.

    Args:
        party: only what this organisation owes, and the agreements it is a party of.
    """
    regency.engine.catch_up("agreements")
    with regency.reading(actor) as conn:
        found = agreements.find(conn, regency.schema, moment=moment, limit=MOST_AGREEMENTS)
    told = [
        deadline
        for one in found
        if concerns(regency, actor, one) and (party is None or party in parties(one))
        for deadline in _of_agreement(one, on)
        if party is None or deadline.kind == "agreement" or deadline.organisation == party
    ]
    return sorted(told, key=lambda one: (one.on, one.key))


def concerns(regency: Regency, actor: Actor, agreement: Agreement) -> bool:
    """Say whether somebody is told of an agreement's deadlines: a party, or all of the regency."""
    is_of_all = actor.role != "partner_officer" and actor.scope.covers(regency.code)
    return is_of_all or actor.organisation in parties(agreement)


def parties(agreement: Agreement) -> set[str]:
    """Return whoever signed an agreement or owes something under it."""
    owing = {one.party for one in agreement.obligations}
    return {agreement.partner, *(one.party for one in agreement.numbers), *owing}


def is_near(due: Deadline) -> bool:
    """Say whether it is time to tell of an obligation, a last day, or a UPZ without a deposit.

    A new agreement or appointment takes weeks to write. A report does not, and the next one is not
    told before; a UPZ is silent once its day is there.
    """
    days = {"agreement": SOON_DAYS[-1], "upz": SOON_DAYS[-1], "deposit": 0}
    return due.days <= days.get(due.kind, SOON_DAYS[-2])


def of_upzs(
    regency: Regency, actor: Actor, moment: Moment, *, on: date, party: str | None = None
) -> list[Deadline]:
    """Return the last days of UPZ in office, and the day until which each should deposit again.

    Args:
        party: only of UPZ that are this organisation, its own, or collect in it.
    """
    if not access.may(actor, "upzs.read"):
        return []
    regency.engine.catch_up(*upz_board.CAUGHT_UP)
    told = []
    for one in upz_board.board(regency, actor, moment=moment._replace(valid_on=on)):
        if one.standing != "appointed" or party not in {None, one.upz, one.parent, one.host}:
            continue
        last = one.until - timedelta(days=1)
        since = max(one.last_deposit_on or one.since, one.since)
        silent_on = months_later(since, upz_board.SILENT_MONTHS)
        days: tuple[tuple[DeadlineKind, date], ...] = (("upz", last), ("deposit", silent_on))
        told += [
            Deadline(
                kind=kind,
                key=f"{kind}-{one.upz}-{day.isoformat()}",
                on=day,
                days=(day - on).days,
                organisation=one.upz,
                title="",
                path=f"/mitra/{one.upz}",
            )
            for kind, day in days
        ]
    return sorted(told, key=lambda one: (one.on, one.key))


def _of_promise(item: Item) -> Deadline:
    return Deadline(
        kind="promise",
        key=f"promise-{item.commitment}",
        on=item.since,
        days=-item.days,
        organisation=item.organisation,
        village=item.village,
        title=item.programme,
        amount_rupiah=item.amount_rupiah,
        path=f"/komitmen/{item.commitment}",
    )


def _of_agreement(agreement: Agreement, on: date) -> Iterator[Deadline]:
    about: dict[str, Any] = {"path": f"/perjanjian/{agreement.agreement}"}
    for owed in agreement.obligations:
        for due in owed.dues:
            if due.due_on is not None and due.reported is None:
                yield Deadline(
                    kind="obligation",
                    key=f"obligation-{agreement.agreement}-{owed.number}-{due.due_on.isoformat()}",
                    on=due.due_on,
                    days=(due.due_on - on).days,
                    organisation=owed.party,
                    title=owed.text,
                    **about,
                )
    days = (agreement.last_day - on).days
    if agreement.ends_on is None and days >= -LONG_OVER_DAYS:
        yield Deadline(
            kind="agreement",
            key=f"agreement-{agreement.agreement}",
            on=agreement.last_day,
            days=days,
            organisation=agreement.partner,
            title=agreement.title,
            **about,
        )


def _meetings(
    regency: Regency, actor: Actor, moment: Moment, *, on: date, until: date
) -> Sequence[Deadline]:
    """Return village meetings that are planned where somebody works."""
    if not access.may(actor, "musdes.read"):
        return []
    with regency.reading(actor) as conn:
        found = musdes_sessions.find(
            conn,
            regency.schema,
            areas=within(actor.scope, None),
            moment=moment,
            limit=MOST_MEETINGS,
        )
    return [
        Deadline(
            kind="musdes",
            key=f"musdes-{one.musdes}",
            on=one.meets_on,
            days=(one.meets_on - on).days,
            organisation="",
            village=one.village,
            title=one.kind,
            path=f"/musdes/{one.musdes}",
        )
        for one in found
        if one.stage == "convened" and one.meets_on is not None and on <= one.meets_on <= until
    ]


def key_of(item: Item) -> tuple[str, int, str]:
    """Return the key of a list of what hangs, as cursors keep it."""
    return item.since.isoformat(), item.opened, str(item.delivery or "")


def after_key(key: Sequence[Any] | None) -> tuple[date, int, UUID | None] | None:
    """Return where a page of what hangs starts, from its cursor.

    Raises:
        ValueError: it is no cursor of such a list.
    """
    if not key:
        return None
    since, opened, delivery = key
    return date.fromisoformat(since), int(opened), UUID(delivery) if delivery else None


def last_day_of_week(day: date) -> date:
    """Return the Sunday of the week a day lies in."""
    return day + timedelta(days=6 - day.weekday())

"""Commitments: the list with filters, and one with its five numbers and all that can be done."""

from typing import cast, get_args
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_plan_events import Instalment
from service.application import NotKnown
from service.http.api.commitments import shown
from service.http.pages import commitment_actions as actions
from service.http.pages import flags, reading
from service.http.pages.actions import Offer, offers
from service.http.pages.adoption_actions import SPLIT
from service.http.pages.commitment_scenes import scene
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.reads import within
from service.kernel.needs import NEED_LABELS, NEEDS
from service.policies import access
from service.projections import commitment_entries, commitments
from service.projections.commitments import STATE_LABELS, Asked, State
from service.projections.trail import Asked as Events

LATEST = 100


class CommitmentsController(Controller):
    """Pages about promises."""

    include_in_schema = False

    @page(
        "/komitmen",
        right="commitments.read",
        asks=(
            "mitra",
            "kebutuhan",
            "keadaan",
            "wilayah",
            "sanggahan",
            "menunggu",
            "terlambat",
            "program",
            *reading.CLOCKS,
            *reading.PAGED,
        ),
    )
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List promises where the reader works, the newest first."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        regency.engine.catch_up("commitments")
        asked = _asked(visit)
        with visit.reading() as conn:
            found = commitments.find(
                conn,
                regency.schema,
                asked,
                moment=clock.moment,
                limit=paging.limit + 1,
                after=int(paging.after[0]) if paging.after else None,
            )
            tallies = commitments.tallies(conn, regency.schema, asked, clock.moment)
        rows, more = reading.paged(visit, paging, found, lambda one: (one.opened,))
        return render(
            visit.request,
            "commitments.html",
            clock=clock,
            commitments=[shown(visit.actor, one) for one in rows],
            tallies=tallies,
            asked={name: visit.asked(name) for name in ("mitra", "kebutuhan", "keadaan")},
            is_disputed=bool(visit.asked("sanggahan")),
            partners=visit.partners(),
            needs=[(one, NEED_LABELS[one]) for one in NEEDS],
            states=list(STATE_LABELS.items()),
            called=visit.partner,
            village=visit.village,
            knows=access.households_of(visit.actor).covers,
            more=more,
        )

    @page("/komitmen/{commitment:uuid}", right="commitments.read", asks=reading.CLOCKS)
    def one(self, visit: NamedDependency[Visit], commitment: FromPath[UUID]) -> Response[str]:
        """Show one promise: five numbers, the entries behind them, and what can be done."""
        regency, clock = visit.regency, reading.clock(visit)
        found_scene = scene(visit)
        regency.engine.catch_up(*reading.CAUGHT_UP, "commitments")
        with visit.reading() as conn:
            found = commitments.one(conn, regency.schema, commitment, clock.moment)
            if found is None:
                raise NotKnown
            found = shown(visit.actor, found)
            events = reading.events(
                visit,
                conn,
                Events(subject=f"commitment:{commitment}"),
                limit=LATEST,
                moment=clock.moment,
            )
        flagged = flags.of_commitment(visit, commitment)
        can = (*actions.ACTIONS, SPLIT, *(flags.ACTIONS if flagged else ()))
        history = regency.log.history(Commitment.stream(commitment))
        entries = commitment_entries.entries(history, clock.moment)
        return render(
            visit.request,
            "commitment.html",
            clock=clock,
            commitment=found,
            entries=entries,
            instalments=_paid_by_part(entries, found),
            called=visit.partner,
            programme=visit.programme,
            village=visit.village(found.village),
            knows_household=access.households_of(visit.actor).covers(found.village),
            events=events,
            flags=flagged,
            offers=offers(visit, found_scene, can, commitment=commitment),
            of_delivery={
                one.id: _of_delivery(visit, commitment, found.village, one)
                for one in entries.deliveries
            },
            today=regency.ledger.today,
            may_attach=found.household is not None
            and visit.may("photos.attach", village=found.village, household=found.household),
            live=f"/langsung?desa={found.village}",
        )


def _paid_by_part(
    entries: commitment_entries.Entries, found: commitments.Commitment
) -> list[tuple[Instalment, int]]:
    """Return each planned part with what is paid or handed over of it, the first one first."""
    left = max(found.disbursed_rupiah, found.delivered_rupiah)
    parts: list[tuple[Instalment, int]] = []
    for one in entries.instalments:
        paid = min(left, one.amount_rupiah)
        parts.append((one, paid))
        left -= paid
    return parts


def _asked(visit: Visit) -> Asked:
    state = visit.asked("keadaan")
    need = visit.asked("kebutuhan")
    return Asked(
        party=visit.asked("mitra") or None,
        areas=within(visit.actor.scope, visit.asked("wilayah") or None),
        need=next((one for one in NEEDS if one == need), None),
        programme=visit.asked("program") or None,
        states=(cast("State", state),) if state in get_args(State) else (),
        is_disputed=True if visit.asked("sanggahan") else None,
        is_awaited=True if visit.asked("menunggu") else None,
        due_before=visit.regency.ledger.today if visit.asked("terlambat") else None,
        **reading.told_of(visit),
    )


def _of_delivery(
    visit: Visit, commitment: UUID, village: str, delivery: commitment_entries.Delivery
) -> list[Offer]:
    """Return what the reader can say of a handover."""
    return [
        Offer(one.address(commitment=commitment, delivery=delivery.id), one.title, one.is_grave)
        for one in actions.DELIVERY_ACTIONS
        if one.fits(delivery) and visit.may(one.right, village=village)
    ]

"""Village meetings on pages: those held and to be held, one step by step, its minutes, its seal."""

from datetime import timedelta
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from service.aggregates.musdes import Musdes
from service.aggregates.musdes_events import ADDRESSEE_LABELS
from service.http.api.musdes_answers import (
    list_names,
    printed,
    require_known,
    require_session,
    waiting_counts,
)
from service.http.areas import areas_of
from service.http.doors import Doors
from service.http.pages import musdes_actions as actions
from service.http.pages import musdes_scenes as scenes
from service.http.pages import reading
from service.http.pages.actions import Action, Offer, offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.policies import access
from service.projections import musdes_sessions
from service.projections.musdes_sessions import Session
from service.projections.trail import Asked
from service.regency import Regency

PATIENCE_DAYS = 30
"""How long a finding may wait for a meeting before it is told as late."""

SHOWN = 50


class Step(Struct, frozen=True, kw_only=True):
    """One step of a meeting, and what can be done about it now.

    Args:
        state: `done`, `now` or `later`.
        facts: what is known of it.
    """

    title: str
    state: str
    facts: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()


class MusdesController(Controller):
    """The meetings of the villages where the reader works."""

    include_in_schema = False

    @page("/musdes", right="musdes.read", asks=(*reading.CLOCKS, *reading.PAGED))
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List meetings, and where verdicts wait for one."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        regency.engine.catch_up("musdes")
        areas = areas_of(visit.actor)
        with visit.reading() as conn:
            found = musdes_sessions.find(
                conn,
                regency.schema,
                areas=areas,
                moment=clock.moment,
                limit=paging.limit + 1,
                after=int(paging.after[0]) if paging.after else None,
            )
        shown, more = reading.paged(visit, paging, found, lambda one: (one.position,))
        late = regency.ledger.today - timedelta(days=PATIENCE_DAYS)
        waiting = waiting_counts(regency, visit.actor, areas, clock.moment, before=late)
        return render(
            visit.request,
            "musdes.html",
            clock=clock,
            sessions=shown,
            waiting=waiting[:SHOWN],
            waiting_total=sum(one.households for one in waiting),
            patience=PATIENCE_DAYS,
            village=visit.village,
            may_convene=visit.may("musdes.convene"),
            more=more,
            offers=offers(visit, scenes.new_scene(visit), [actions.CONVENE])
            if visit.may("musdes.convene")
            else [],
        )

    @page("/musdes/{musdes:uuid}", right="musdes.read", asks=reading.CLOCKS)
    def one(self, visit: NamedDependency[Visit], musdes: FromPath[UUID]) -> Response[str]:
        """Lead through a meeting, step by step."""
        regency, clock = visit.regency, reading.clock(visit)
        session = require_session(regency, visit.actor, musdes, clock.moment)
        _, known = regency.ledger.look(Musdes, musdes)
        regency.engine.catch_up("trail")
        with visit.reading() as conn:
            events = reading.events(
                visit, conn, Asked(subject=f"musdes:{musdes}"), limit=SHOWN, moment=clock.moment
            )
        scene = scenes.scene(visit)
        may_see = access.households_of(visit.actor).covers(known.village)
        return render(
            visit.request,
            "musdes_session.html",
            clock=clock,
            session=session,
            village=visit.village(session.village),
            steps=_steps(visit, session, known) if clock.is_now else [],
            lists=list_names(regency, known),
            corrects=_number_of(regency, session.corrects),
            corrections=[(one, _number_of(regency, one)) for one in session.corrected_by],
            offers=offers(visit, scene, [actions.CORRECT], musdes=musdes),
            may_see=may_see,
            may_name=may_see and access.may_read_names(visit.actor, known.village),
            events=events,
        )

    @page("/musdes/{musdes:uuid}/berita-acara.pdf", right="musdes.read", asks=("naskah",))
    def minutes(
        self,
        visit: NamedDependency[Visit],
        doors: NamedDependency[Doors],
        musdes: FromPath[UUID],
    ) -> Response[bytes]:
        """Give the minutes as PDF: for the notice board, or by name and on record."""
        require_known(visit.regency, visit.actor, musdes)
        edition = "by_name" if visit.asked("naskah") == "nama" else "posting"
        return printed(visit.regency, visit.sight, doors, musdes, edition)  # type: ignore[arg-type]


def _number_of(regency: Regency, session: UUID | None) -> str:
    if session is None:
        return ""
    _, known = regency.ledger.look(Musdes, session)
    return known.ratified.number if known.ratified else ""


def _steps(visit: Visit, session: Session, known: Musdes) -> list[Step]:
    """Return the steps of a meeting; what can be done stands with the step at hand."""
    at = _at(known)
    is_open, has_rows = known.stage == "open", bool(known.rows)

    def offered(*several: Action) -> tuple[Offer, ...]:
        scene = scenes.scene(visit)
        return tuple(offers(visit, scene, several, musdes=session.musdes))

    def linked(right: str, path: str, title: str) -> tuple[Offer, ...]:
        may = visit.may(right, village=known.village)
        href = f"/musdes/{session.musdes}{path}"
        return (Offer(href, title, is_grave=False),) if may else ()

    show = linked("musdes.present", "/tampilan", "Tampilkan keluarga")
    decide = linked("musdes.decide", "/putusan", "Putuskan keluarga")
    told: list[tuple[str, tuple[str, ...], tuple[Offer, ...]]] = [
        (
            "Kehadiran dan kuorum",
            _attendance(session),
            offered(actions.ATTEND, actions.SET_DAY, actions.POSTPONE),
        ),
        ("Daftar yang ditampilkan", _shown(known), show if is_open else ()),
        ("Keputusan per keluarga", _decisions(known), (*decide, *offered(actions.DISSENT))),
        ("Penetapan berita acara", _sealed(session), offered(actions.RATIFY)),
        ("Tanda tangan", _signed(session), offered(actions.SIGN)),
        (
            "Diteruskan ke camat dan Dinas Sosial",
            tuple(f"{ADDRESSEE_LABELS[one.to]}: surat {one.letter_number}" for one in session.sent),
            offered(actions.FORWARD, actions.ANSWER),
        ),
    ]
    fits = (not has_rows, True, is_open and has_rows, not known.undecided and has_rows, True, True)
    return [
        Step(
            title=title,
            state="done" if number < at else "now" if number == at else "later",
            facts=facts,
            offers=several if fits[number] else (),
        )
        for number, (title, facts, several) in enumerate(told)
    ]


def _shown(known: Musdes) -> tuple[str, ...]:
    return (f"{len(known.rows)} keluarga",) if known.rows else ()


def _sealed(session: Session) -> tuple[str, ...]:
    return (f"Nomor {session.number}",) if session.number else ()


def _signed(session: Session) -> tuple[str, ...]:
    return tuple(f"{one.position}: {one.name or 'wakil peserta'}" for one in session.signatures)


def _at(known: Musdes) -> int:
    """Return the number of the step at hand."""
    match known.stage:
        case "ratified":
            return 4
        case "signed" | "forwarded":
            return 5
        case "open":
            if not known.rows:
                return 1
            return 2 if known.undecided else 3
    return 0


def _attendance(session: Session) -> tuple[str, ...]:
    if session.present is None:
        return ()
    reached = "kuorum tercapai" if session.is_quorate else "kuorum belum tercapai"
    return (
        f"{session.present} orang: {session.men} laki-laki, {session.women} perempuan",
        f"Kuorum {session.quorum} dari {session.invited} undangan, {reached}",
    )


def _decisions(known: Musdes) -> tuple[str, ...]:
    if not known.rows:
        return ()
    done = len(known.rows) - len(known.undecided)
    told = [f"{done} dari {len(known.rows)} sudah diputuskan"]
    if known.dissents:
        told.append(f"{known.dissents} keberatan dicatat")
    return tuple(told)

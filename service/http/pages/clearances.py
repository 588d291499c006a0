"""Leaves to promise beside others: asked from a refused promise, decided by somebody else."""

from typing import cast, get_args
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.aggregates.clearance import CLEARANCE_STATE_LABELS, Clearance, ClearanceState
from service.application import NotKnown, Receipt
from service.commands import clearances as commands
from service.commands.requests import Explain
from service.http import languages
from service.http.api.clearances import told_of
from service.http.areas import hidden_from, households_within
from service.http.pages import reading
from service.http.pages.actions import Action, Scene, offers
from service.http.pages.commitment_scenes import ASK_LEAVE, new_scene
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.kernel.needs import NEED_LABELS
from service.policies import access
from service.policies.overlap import SEVERITY_LABELS
from service.projections import clearances, commitments
from service.projections.clearances import Asked
from service.projections.moment import PRESENT
from service.projections.sentences import short_id
from service.projections.trail import Asked as Told

PATH = "/izin-menambah"
BASE = PATH + "/{clearance:uuid}"
TIMELINE = 20
QUERIES = frozenset({"keluarga", "kebutuhan"})


class ClearancesController(Controller):
    """Who asked to add to whose promise, and what was decided."""

    include_in_schema = False

    @page(PATH, right="clearances.read", asks=("wilayah", "keadaan", *reading.PAGED))
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List leaves, those that wait for a decision unless asked."""
        regency, paging = visit.regency, reading.paging(visit)
        regency.engine.catch_up("clearances")
        said = visit.asked("keadaan") or "requested"
        state = cast("ClearanceState", said) if said in get_args(ClearanceState) else None
        asked = Asked(
            areas=households_within(visit.actor, visit.asked("wilayah") or None),
            state=state,
            hidden=tuple(hidden_from(regency, visit.actor)),
        )
        with visit.reading() as conn:
            found = clearances.find(
                conn,
                regency.schema,
                asked,
                limit=paging.limit + 1,
                after=int(paging.after[0]) if paging.after else None,
            )
        rows, more = reading.paged(visit, paging, found, lambda one: (one.position,))
        return render(
            visit.request,
            "clearances.html",
            rows=rows,
            more=more,
            state=said,
            states=[
                ("semua", "Semua keadaan"),
                *(one for one in CLEARANCE_STATE_LABELS.items() if one[0] != "none"),
            ],
            called=visit.partner,
            village=visit.village,
        )

    @page(BASE, right="clearances.read")
    def one(self, visit: NamedDependency[Visit], clearance: FromPath[UUID]) -> Response[str]:
        """Show one leave: who asked against whom, the decision, and what came of it."""
        found = told_of(visit.regency, visit.actor, clearance, PRESENT)
        visit.regency.engine.catch_up("trail")
        with visit.reading() as conn:
            told = Told(subject=f"clearance:{clearance}")
            events = reading.events(visit, conn, told, limit=TIMELINE)
        use = ""
        if found.state == "granted" and visit.may(
            "commitments.make",
            village=found.village,
            household=found.household,
            parties={found.partner},
        ):
            use = f"/komitmen/baru?keluarga={found.household}&kebutuhan={found.need}"
        return render(
            visit.request,
            "clearance.html",
            each=found,
            called=visit.partner,
            programme=visit.programme,
            village=visit.village(found.village),
            offers=offers(visit, clearance_scene(visit), ACTIONS, clearance=clearance),
            use=use,
            events=events,
        )


def request_scene(visit: Visit) -> Scene:
    """Find the household and the need that are promised already, and by whom.

    Raises:
        NotKnown, OutOfScope: the household is not the actor's to know.
    """
    found = new_scene(visit)
    if found.household is None:
        raise NotKnown
    return Scene(
        title=found.title,
        back=found.back,
        village=found.village,
        household=found.household,
        facts=found.facts,
        warnings=found.warnings,
        choices={name: found.choices[name] for name in ("partner", "programme")},
        values=found.values,
        fixed=found.fixed,
    )


def clearance_scene(visit: Visit) -> Scene:
    """Find the leave in the address, if its household is the actor's to know.

    Raises:
        NotKnown, OutOfScope: it is not; both are answered the same.
    """
    clearance: UUID = visit.parameters["clearance"]
    _, known = visit.regency.ledger.look(Clearance, clearance)
    if known.clearance is None or known.household is None:
        raise NotKnown
    access.require_household(visit.actor, known.village)
    return Scene(
        title=f"Izin menambah {short_id(clearance)}",
        back=f"{PATH}/{clearance}",
        ids={"clearance": clearance},
        about=(Clearance, clearance),
        village=known.village,
        household=known.household,
        parties=frozenset({known.partner}),
        facts=[
            ("Yang meminta", visit.partner(known.partner)),
            ("Kebutuhan", NEED_LABELS[known.need]),
            ("Jumlah", languages.rupiah("id", known.amount_rupiah)),
            ("Alasan", known.reason),
        ],
        warnings=[
            visit.say(
                "%(severity)s: %(partner)s sudah menjanjikan %(amount)s melalui %(programme)s.",
                severity=visit.say(SEVERITY_LABELS[one.severity]),
                partner=visit.partner(one.partner),
                amount=languages.rupiah("id", one.amount_rupiah),
                programme=visit.programme(one.programme),
            )
            for one in known.against
        ],
        choices={"commitment": _elsewhere(visit, known)},
        state=known,
    )


def _elsewhere(visit: Visit, known: Clearance) -> list[tuple[str, str]]:
    """Return the partner's open promises, one of which may show where it went instead."""
    visit.regency.engine.catch_up("commitments")
    with visit.reading() as conn:
        found = commitments.find(
            conn,
            visit.regency.schema,
            commitments.Asked(partner=known.partner, states=("active",), **reading.told_of(visit)),
            limit=TIMELINE,
        )
    return [
        (
            str(one.commitment),
            ", ".join(
                (
                    NEED_LABELS[one.need],
                    languages.rupiah("id", one.committed_rupiah),
                    visit.village(one.village),
                )
            ),
        )
        for one in found
        if (one.household, one.need) != (known.household, known.need)
    ]


def _asked(receipt: Receipt, _: Scene) -> str:
    return f"{PATH}/{receipt.id}"


REQUEST = Action(
    right="clearances.request",
    path=ASK_LEAVE,
    title="Minta izin menambah",
    done="Permintaan dicatat. Pendamping atau sekretariat akan memutuskannya.",
    ask=commands.RequestClearance,
    command=commands.request,
    scene=request_scene,
    lead="Sebut bagian yang belum tertanggung komitmen yang ada. Orang lain yang menyetujuinya.",
    opening=("programme", "partner", "amount_rupiah", "reason"),
    leads=_asked,
    queries=QUERIES,
)

ACTIONS: tuple[Action, ...] = (
    Action(
        right="clearances.decide",
        path=BASE + "/setujui",
        title="Setujui penambahan",
        done="Penambahan disetujui, satu kali.",
        ask=commands.GrantClearance,
        command=commands.grant,
        scene=clearance_scene,
        lead="Yang meminta tidak menyetujui sendiri, dan yang menyetujui tidak memakainya.",
        fits=lambda known: known.state == "requested",
    ),
    Action(
        right="clearances.decide",
        path=BASE + "/tolak",
        title="Tolak penambahan",
        done="Penambahan ditolak; mitra memilih kebutuhan lain.",
        ask=Explain,
        command=commands.refuse,
        scene=clearance_scene,
        fits=lambda known: known.state == "requested",
    ),
    Action(
        right="clearances.request",
        path=BASE + "/selesaikan",
        title="Tutup permintaan",
        done="Permintaan ditutup.",
        ask=commands.ResolveClearance,
        command=commands.resolve,
        scene=clearance_scene,
        lead="Bila tidak jadi, atau bantuannya dialihkan ke kebutuhan atau keluarga lain.",
        fits=lambda known: known.is_open or known.state == "refused",
    ),
)

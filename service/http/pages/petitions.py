"""Proposals, objections and appeals on pages: what is due and late, one with its steps."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from service.aggregates.petition import (
    PETITION_KIND_LABELS,
    PETITION_STATE_LABELS,
    PROPOSES,
    RULING_LABELS,
    TARGET_LABELS,
    Petition,
    PetitionExamined,
    Ruling,
)
from service.application import NotKnown, Receipt
from service.commands import petitions as commands
from service.exchange.sheets import Sheet
from service.http import reads
from service.http.api.petitions import PetitionLine, answer_of, line_of
from service.http.areas import households_within
from service.http.downloads import download
from service.http.pages import household_actions, reading
from service.http.pages.actions import Action, Offer, Scene, offers
from service.http.pages.contradictions import FILES, MOST_IN_A_FILE
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.policies import access
from service.projections import petitions
from service.projections.moment import PRESENT
from service.projections.petitions import Asked
from service.projections.trail import Asked as Told

BASE = "/permohonan/{petition:uuid}"
TITLE = "Usulan dan sanggahan"
TIMELINE = 20
_TITLES = ("Nomor", "Jenis", "Tentang", "Desa", "Diterima", "Batas jawaban", "Sisa hari", "Keadaan")


class PetitionsController(Controller):
    """The desk where residents' proposals and objections are kept."""

    include_in_schema = False

    @page(
        "/permohonan",
        right="petitions.read",
        asks=("wilayah", "semua", "terlambat", "nomor", "format", *reading.PAGED),
    )
    def many(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """List petitions, the one whose answer is due first first."""
        regency, paging, today = visit.regency, reading.paging(visit), visit.regency.ledger.today
        regency.engine.catch_up("petitions")
        kind = next((one for one in FILES if one == visit.asked("format")), None)
        number, late = visit.asked("nomor").upper(), bool(visit.asked("terlambat"))
        is_open = None if visit.asked("semua") or number else True
        after = paging.after if paging.after and not kind else None
        asked = Asked(
            areas=households_within(visit.actor, visit.asked("wilayah") or None),
            number=number or None,
            is_open=is_open,
            late_on=today if late else None,
        )
        with visit.reading() as conn:
            found = petitions.find(
                conn,
                regency.schema,
                asked,
                limit=MOST_IN_A_FILE if kind else paging.limit + 1,
                after=(reads.day_in(str(after[0])), int(after[1])) if after else None,
            )
        if kind:
            return download(_sheet(visit, found), kind)
        rows, more = reading.paged(
            visit, paging, found, lambda one: (one.due_on.isoformat(), one.position)
        )
        return render(
            visit.request,
            "petitions.html",
            rows=[(line_of(one, today), visit.village(one.village)) for one in rows],
            more=more,
            is_open=is_open,
            late=late,
            number=number,
            offers=offers(visit, proposal_scene(visit), [PROPOSE]),
            files=[(one, reading.address(visit, format=one)) for one in FILES],
        )

    @page("/permohonan/{petition:uuid}", right="petitions.read")
    def one(self, visit: NamedDependency[Visit], petition: FromPath[UUID]) -> Response[str]:
        """Show one petition: its receipt, its clock, what was said and decided."""
        found = answer_of(visit.regency, visit.actor, visit.sight, petition, PRESENT)
        scene = petition_scene(visit)
        visit.regency.engine.catch_up("trail")
        with visit.reading() as conn:
            told = Told(subject=f"petition:{petition}")
            events = reading.events(visit, conn, told, limit=TIMELINE)
        return render(
            visit.request,
            "petition.html",
            found=found,
            each=found.petition,
            village=visit.village(found.petition.village),
            offers=offers(visit, scene, ACTIONS, petition=petition),
            events=events,
            register=_register(visit, found.petition),
        )


def _register(visit: Visit, one: PetitionLine) -> str:
    """Return where the household of an accepted proposal is registered; empty if that is done."""
    if one.kind != "proposal" or one.ruling != "accepted" or one.household:
        return ""
    action = household_actions.REGISTER
    if not visit.may(action.right, village=one.village):
        return ""
    return f"{action.path}?desa={one.village}"


def proposal_scene(visit: Visit) -> Scene:
    """Tell where somebody asks for a household to be listed."""
    villages = visit.villages()
    only = villages[0][0] if len(villages) == 1 else ""
    return Scene(
        title=TITLE,
        back="/permohonan",
        choices={"village": villages},
        values={"village": visit.asked("desa") or only},
        fixed={"kind": "proposal", "target": "new_household"},
    )


def objection_scene(visit: Visit) -> Scene:
    """Find the household that an objection is about.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    found = household_actions.scene(visit)
    household = str(found.ids["household"])
    return replace(
        found,
        ids={},
        about=None,
        choices={"target": [one for one in TARGET_LABELS.items() if one[0] not in PROPOSES]},
        fixed={"household": household, "village": found.village or "", "kind": "objection"},
    )


def petition_scene(visit: Visit) -> Scene:
    """Find the petition in the address, if it is the actor's to know.

    Raises:
        NotKnown, OutOfScope: it is not; both are answered the same.
    """
    petition: UUID = visit.parameters["petition"]
    _, known = visit.regency.ledger.look(Petition, petition)
    if known.petition is None:
        raise NotKnown
    access.require_household(visit.actor, known.village)
    advice, examiner = _advised(visit, petition)
    facts = [
        ("Tentang", TARGET_LABELS[known.target]),
        ("Desa", visit.village(known.village)),
    ]
    if examiner:
        facts.append(("Saran pemeriksa", f"{advice} ({examiner})"))
    return Scene(
        title=f"{PETITION_KIND_LABELS[known.kind].capitalize()} {known.number}",
        back=f"/permohonan/{petition}",
        ids={"petition": petition},
        about=(Petition, petition),
        village=known.village,
        facts=facts,
        state=known,
    )


def _advised(visit: Visit, petition: UUID) -> tuple[str, str]:
    """Return what was advised last, and by whom; empty until somebody looked."""
    told = visit.regency.log.history(Petition.stream(petition))
    last = next((e for one in reversed(told) if isinstance(e := one.event, PetitionExamined)), None)
    return (RULING_LABELS[last.advice], last.by) if last else ("", "")


def _ruling(scene: Callable[[Visit], Scene], ruling: Ruling) -> Callable[[Visit], Scene]:
    """Return a scene in which the ruling is said by the button."""
    return lambda visit: replace(scene(visit), fixed={"ruling": ruling})


def _received(receipt: Receipt, _: Scene) -> str:
    return f"/permohonan/{receipt.id}"


PROPOSE = Action(
    right="petitions.receive",
    path="/permohonan/baru",
    title="Catat usulan",
    done="Usulan dicatat. Berikan nomornya kepada pemohon.",
    ask=commands.ReceivePetition,
    command=commands.receive,
    scene=proposal_scene,
    lead="Untuk keluarga yang belum terdaftar. Tulis seperti disampaikan; isinya tersegel.",
    hidden=frozenset({"household"}),
    leads=_received,
    queries=frozenset({"desa"}),
)
OBJECT = Action(
    right="petitions.receive",
    path=household_actions.BASE + "/sanggahan",
    title="Catat sanggahan",
    done="Sanggahan dicatat. Berikan nomornya kepada pemohon.",
    ask=commands.ReceivePetition,
    command=commands.receive,
    scene=objection_scene,
    lead="Siapa pun boleh menyanggah. Tulis seperti disampaikan; isinya tersegel.",
    leads=_received,
)

ACTIONS: tuple[Action, ...] = (
    Action(
        right="petitions.decide",
        path=BASE + "/putuskan",
        title="Putuskan usulan",
        done="Usulan diputuskan.",
        ask=commands.DecidePetition,
        command=commands.decide,
        scene=petition_scene,
        lead="Bila diterima, keluarganya didaftarkan sesudah putusan ini.",
        hidden=frozenset({"registration", "finding"}),
        fits=lambda known: known.state == "examined" and known.kind == "proposal",
    ),
    Action(
        right="petitions.decide",
        path=BASE + "/kabulkan",
        title="Kabulkan sanggahan",
        done="Sanggahan dikabulkan.",
        ask=commands.DecidePetition,
        command=commands.decide,
        scene=_ruling(petition_scene, "accepted"),
        lead="Keadaan keluarga yang Anda isi dicatat bersama putusan ini.",
        hidden=frozenset(
            {
                "registration",
                "other_household",
                "leaving",
                "split_off",
                "note",
                "finding.occurred_on",
            }
        ),
        opening=("finding",),
        fits=lambda known: known.state == "examined" and known.kind == "objection",
    ),
    Action(
        right="petitions.decide",
        path=BASE + "/tolak",
        title="Tolak sanggahan",
        done="Sanggahan ditolak.",
        ask=commands.DecidePetition,
        command=commands.decide,
        scene=_ruling(petition_scene, "rejected"),
        hidden=frozenset({"registration", "finding"}),
        fits=lambda known: known.state == "examined" and known.kind == "objection",
    ),
    Action(
        right="petitions.examine",
        path=BASE + "/periksa",
        title="Catat pemeriksaan",
        done="Pemeriksaan dicatat; menunggu putusan pejabat lain.",
        ask=commands.Examine,
        command=commands.examine,
        scene=petition_scene,
        lead="Tulis yang Anda lihat sendiri. Yang memeriksa tidak memutuskan.",
        fits=lambda known: known.state not in {"decided", "closed"},
    ),
    Action(
        right="petitions.receive",
        path=BASE + "/banding",
        title="Catat banding",
        done="Banding dicatat; pejabat lain memutuskannya.",
        ask=commands.Appeal,
        command=commands.appeal,
        scene=petition_scene,
        fits=lambda known: known.state == "decided",
    ),
)


def offered(visit: Visit, scene: Scene, household: UUID) -> list[Offer]:
    """Return how an objection about a household is recorded, for whoever may."""
    return offers(visit, scene, [OBJECT], household=household)


def _sheet(visit: Visit, found: list[petitions.Petition]) -> Sheet:
    today = visit.regency.ledger.today
    lines: list[PetitionLine] = [line_of(one, today) for one in found]
    return Sheet(
        name="usulan-dan-sanggahan",
        titles=_TITLES,
        rows=[
            (
                one.number,
                PETITION_KIND_LABELS[one.kind],
                TARGET_LABELS[one.target],
                visit.village(one.village),
                one.occurred_on,
                one.due_on,
                one.working_days_left,
                PETITION_STATE_LABELS[one.state],
            )
            for one in lines
        ],
    )

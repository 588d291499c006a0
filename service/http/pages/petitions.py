"""Proposals, objections and appeals on pages: what is due and late, one with its steps."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.aggregates.petition import (
    PETITION_KIND_LABELS,
    PETITION_STATE_LABELS,
    TARGET_LABELS,
    Petition,
)
from service.application import NotKnown, Receipt
from service.commands import petitions as commands
from service.exchange.sheets import Sheet
from service.http import reads
from service.http.api.petitions import PetitionLine, answer_of, line_of
from service.http.areas import households_within
from service.http.downloads import download
from service.http.pages import opening, reading
from service.http.pages.actions import Action, Scene, offers
from service.http.pages.contradictions import FILES, MOST_IN_A_FILE
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit, uuid_in
from service.policies import access
from service.projections import petitions
from service.projections.moment import PRESENT
from service.projections.petitions import Asked

BASE = "/permohonan/{petition:uuid}"
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
            offers=offers(visit, new_scene(visit), [RECEIVE]),
            files=[(one, reading.address(visit, format=one)) for one in FILES],
        )

    @page("/permohonan/{petition:uuid}", right="petitions.read")
    def one(self, visit: NamedDependency[Visit], petition: FromPath[UUID]) -> Response[str]:
        """Show one petition: its receipt, its clock, what was said and decided."""
        found = answer_of(visit.regency, visit.actor, visit.sight, petition, PRESENT)
        scene = petition_scene(visit)
        return render(
            visit.request,
            "petition.html",
            found=found,
            each=found.petition,
            village=visit.village(found.petition.village),
            offers=offers(visit, scene, ACTIONS, petition=petition),
        )


def new_scene(visit: Visit) -> Scene:
    """Tell where somebody asks, and about which household if it is named.

    Raises:
        NotKnown, OutOfScope: that household is not the actor's to know.
    """
    household = visit.asked("keluarga")
    if not household:
        values = {"kind": "proposal", "target": "new_household", "village": visit.asked("desa")}
        return Scene(
            title="Usulan dan sanggahan",
            back="/permohonan",
            choices={"village": visit.villages()},
            values=values,
        )
    known = opening.require_household(visit, uuid_in(household))
    return Scene(
        title="Usulan dan sanggahan",
        back=f"/keluarga/{household}",
        village=known.village,
        fixed={"household": household, "village": known.village, "kind": "objection"},
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
    return Scene(
        title=f"{PETITION_KIND_LABELS[known.kind].capitalize()} {known.number}",
        back=f"/permohonan/{petition}",
        ids={"petition": petition},
        about=(Petition, petition),
        village=known.village,
        facts=[
            ("Tentang", TARGET_LABELS[known.target]),
            ("Desa", visit.village(known.village)),
        ],
        choices={"village": visit.villages()},
        values={"finding.method": "visit"} if known.kind == "objection" else {},
        state=known,
    )


def _received(receipt: Receipt, _: Scene) -> str:
    return f"/permohonan/{receipt.id}"


RECEIVE = Action(
    right="petitions.receive",
    path="/permohonan/baru",
    title="Terima usulan atau sanggahan",
    done="Permohonan diterima. Berikan nomornya kepada pemohon.",
    ask=commands.ReceivePetition,
    command=commands.receive,
    scene=new_scene,
    lead="Tulis permohonannya seperti disampaikan; isinya disimpan tersegel.",
    leads=_received,
    queries=frozenset({"keluarga", "desa"}),
)

ACTIONS: tuple[Action, ...] = (
    Action(
        right="petitions.examine",
        path=BASE + "/periksa",
        title="Catat pemeriksaan",
        done="Pemeriksaan dicatat; menunggu putusan pejabat lain.",
        ask=commands.Examine,
        command=commands.examine,
        scene=petition_scene,
        fits=lambda known: known.state not in {"decided", "closed"},
    ),
    Action(
        right="petitions.decide",
        path=BASE + "/putuskan",
        title="Putuskan permohonan",
        done="Permohonan diputuskan.",
        ask=commands.DecidePetition,
        command=commands.decide,
        scene=petition_scene,
        lead="Bila diterima, daftarkan keluarganya lewat halaman desa setelah putusan ini.",
        hidden=frozenset({"registration", "finding"}),
        fits=lambda known: known.state == "examined",
    ),
    Action(
        right="petitions.receive",
        path=BASE + "/banding",
        title="Terima banding",
        done="Banding diterima; pejabat lain memutuskannya.",
        ask=commands.Appeal,
        command=commands.appeal,
        scene=petition_scene,
        fits=lambda known: known.state == "decided",
    ),
)


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

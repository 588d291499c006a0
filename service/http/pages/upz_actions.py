"""What can be done about UPZ: appoint, book a deposit, put it right, end."""

from typing import Any

from service.aggregates.deposit import Deposit
from service.aggregates.upz import Upz
from service.application import NotKnown
from service.commands import deposits, upzs
from service.commands.requests import Explain
from service.http import languages, upz_board
from service.http.pages.actions import Action, Scene
from service.http.pages.partner_actions import at
from service.http.pages.visits import MOST_CHOICES, Visit, uuid_in
from service.kernel.months import months_later
from service.projections import funds, partners

UPZ = "/upz/{slug:str}"
COLLECTED = ("zakat", "infak", "sedekah")


def new_scene(visit: Visit) -> Scene:
    """Tell which UPZ may be appointed, by which Baznas."""
    today = visit.regency.ledger.today
    amils = _partners(visit, org_type="baznas")
    if not visit.may("upzs.appoint", parties=frozenset(slug for slug, _ in amils)):
        raise NotKnown
    own = visit.actor.organisation
    parents = [one for one in amils if one[0] == own] or amils
    return Scene(
        title="UPZ",
        back="/upz",
        choices={
            "upz": _partners(visit, org_type="upz"),
            "parent": parents,
            "host": visit.partners(),
        },
        values={
            "upz": visit.asked("upz"),
            "parent": parents[0][0] if parents else "",
            "since": today.isoformat(),
            "officers": 3,
        },
    )


def upz_scene(visit: Visit) -> Scene:
    """Find the UPZ in the address, if it is the actor's to know.

    Raises:
        NotKnown: there is none, or it is somebody else's.
    """
    slug: str = visit.parameters["slug"]
    visit.regency.engine.catch_up(*upz_board.CAUGHT_UP)
    if not upz_board.board(visit.regency, visit.actor, upz=slug):
        raise NotKnown
    _, known = visit.regency.ledger.look(Upz, slug)
    return Scene(
        title=visit.partner(slug),
        back=f"/upz/{slug}",
        ids={"upz": slug},
        parties=frozenset({known.parent}),
        facts=[("Baznas", visit.partner(known.parent))],
        state=known,
    )


def end_scene(visit: Visit) -> Scene:
    """Find the UPZ whose task ends; its version counts."""
    scene = upz_scene(visit)
    return Scene(
        title=scene.title,
        back=scene.back,
        ids=scene.ids,
        about=(Upz, scene.ids["upz"]),
        parties=scene.parties,
        facts=scene.facts,
        state=scene.state,
    )


def deposit_scene(visit: Visit) -> Scene:
    """Tell into which funds a deposit can go: those of the Baznas, of this year first.

    The form starts with a row for every kind of which there is a fund.
    """
    scene = upz_scene(visit)
    today = visit.regency.ledger.today
    visit.regency.engine.catch_up("funds")
    with visit.reading() as conn:
        found = funds.find(
            conn,
            visit.regency.schema,
            funds.Asked(partner=scene.state.parent),
            limit=MOST_CHOICES,
        )
    usable = sorted(
        (one for one in found if one.fund_type in COLLECTED and not one.is_closed),
        key=lambda one: (
            -one.fiscal_year,
            COLLECTED.index(one.fund_type),
            one.restriction is not None,
        ),
    )
    first = {
        kind: next((one.fund for one in usable if one.fund_type == kind), "") for kind in COLLECTED
    }
    values: dict[str, Any] = {
        f"kinds[{row}].fund": fund
        for row, fund in enumerate(fund for fund in first.values() if fund)
    }
    return Scene(
        title=scene.title,
        back=scene.back,
        ids=scene.ids,
        parties=scene.parties,
        facts=scene.facts,
        choices={"fund": [(one.fund, _fund_called(one)) for one in usable]},
        values=values | {"month": f"{months_later(today, -1):%Y-%m}", "collected_by": "payroll"},
        state=scene.state,
    )


def correction_scene(visit: Visit) -> Scene:
    """Find the deposit in the address, with the funds that stand in it.

    Raises:
        NotKnown: there is none, or it is somebody else's.
    """
    deposit = uuid_in(visit.parameters["deposit"])
    _, known = visit.regency.ledger.look(Deposit, deposit)
    visit.regency.engine.catch_up(*upz_board.CAUGHT_UP)
    if known.deposit is None or not upz_board.board(visit.regency, visit.actor, upz=known.upz):
        raise NotKnown
    return Scene(
        title=known.document,
        back=f"/setoran/{deposit}",
        ids={"deposit": deposit},
        about=(Deposit, deposit),
        parties=frozenset({known.parent}),
        facts=[("UPZ", visit.partner(known.upz))],
        choices={
            "fund": [
                (fund, f"{fund}: {languages.rupiah('id', amount)}")
                for fund, amount in known.amounts.items()
            ]
        },
        state=known,
    )


def _fund_called(fund: funds.Fund) -> str:
    kind = {"zakat": "Zakat", "infak": "Infak", "sedekah": "Sedekah"}[fund.fund_type]
    bound = f" terikat: {fund.restriction.purpose}" if fund.restriction else ""
    return f"{kind} {fund.fiscal_year}{bound} ({fund.fund})"


def _partners(visit: Visit, **asked: Any) -> list[tuple[str, str]]:
    visit.regency.engine.catch_up("partners")
    with visit.reading() as conn:
        found = partners.find(
            conn,
            visit.regency.schema,
            partners.Asked(is_active=True, **asked),
            limit=MOST_CHOICES,
        )
    return [(one.partner, one.name) for one in found]


APPOINT = Action(
    right="upzs.appoint",
    path="/upz/baru",
    title="Angkat UPZ",
    done="UPZ diangkat.",
    ask=upzs.Appoint,
    command=upzs.appoint,
    scene=new_scene,
    lead="Dengan keputusan Baznas, sedikitnya tiga pengurus, paling lama lima tahun. "
    "UPZ yang masa tugasnya habis diangkat kembali di sini juga.",
    leads=at("/upz"),
    queries=frozenset({"upz"}),
)
BOOK = Action(
    right="deposits.book",
    path=UPZ + "/setoran",
    title="Catat setoran",
    done="Setoran dibukukan di semua dananya.",
    ask=deposits.Book,
    command=deposits.book,
    scene=deposit_scene,
    lead="Satu nomor bukti setor, semua jenisnya sekaligus: seluruhnya masuk atau tidak satu pun. "
    "Hapus baris jenis yang tidak disetor. Pemberi hanya dihitung, tidak disebut namanya.",
    opening=("document", "month", "collected_by", "kinds"),
    fits=lambda known: bool(known.terms),
)
END = Action(
    right="upzs.end",
    path=UPZ + "/akhiri",
    title="Akhiri tugas UPZ",
    done="Tugas UPZ diakhiri; setorannya yang lama tetap berlaku.",
    ask=Explain,
    command=upzs.end,
    scene=end_scene,
    fits=lambda known: bool(known.terms),
    is_grave=True,
)
CORRECT = Action(
    right="deposits.correct",
    path="/setoran/{deposit:str}/koreksi",
    title="Betulkan setoran",
    done="Setoran dan dananya dibetulkan; yang lama tetap terbaca.",
    ask=deposits.CorrectLine,
    command=deposits.correct,
    scene=correction_scene,
    lead="Angka dibetulkan dengan selisih. Catatan yang keliru tetap ada di sampingnya.",
)
ACTIONS: tuple[Action, ...] = (APPOINT, BOOK, END, CORRECT)

"""What can be done about funds: open, fill, hand on, give back, put right, close."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from service.aggregates.fund import Fund
from service.aggregates.fund_rules import AMIL_SHARES, TRANSFERS
from service.application import NotKnown
from service.commands import funds
from service.http import languages
from service.http.fields import Choices
from service.http.pages.actions import Action, Scene
from service.http.pages.partner_actions import at, owners
from service.http.pages.visits import MOST_CHOICES, Visit
from service.policies import access, rights
from service.projections import funds as told

FUND = "/dana/{slug:str}"


def new_scene(visit: Visit) -> Scene:
    """Tell who may own a new fund, and what it may be bound to."""
    own = "" if visit.actor.role in rights.FOR_ANYONE else visit.actor.organisation
    return Scene(
        title="Dana",
        back="/dana",
        choices={"partner": owners(visit), "programmes": visit.programmes()},
        values={"partner": own, "fiscal_year": visit.regency.ledger.today.year},
    )


def fund_scene(visit: Visit) -> Scene:
    """Find the fund in the address, if its purse is the actor's to look into.

    Raises:
        NotKnown: there is none, or it is somebody else's.
    """
    slug: str = visit.parameters["slug"]
    _, known = visit.regency.ledger.look(Fund, slug)
    own = access.may(visit.actor, "funds.read_all") or known.partner == visit.actor.organisation
    if not known.fund or not own:
        raise NotKnown
    return Scene(
        title=slug,
        back=f"/dana/{slug}",
        ids={"fund": slug},
        about=(Fund, slug),
        parties=frozenset({known.partner}),
        facts=[
            ("Pemilik", visit.partner(known.partner)),
            ("Tersedia", languages.rupiah("id", known.available_rupiah)),
        ],
        state=known,
    )


def credit_scene(visit: Visit) -> Scene:
    """Tell from whom money can come; a UPZ makes a deposit instead."""
    return replace(fund_scene(visit), choices={"source": visit.partners()})


def amil_scene(visit: Visit) -> Scene:
    """Tell into which fund the amil's share can go, and how much it may be."""
    scene = fund_scene(visit)
    known: Fund = scene.state
    most = max(min(known.amil_left_rupiah, known.available_rupiah), 0)
    return replace(
        scene,
        facts=[*scene.facts, ("Paling banyak", languages.rupiah("id", most))],
        choices={"to_fund": visit.funds(known.partner, fund_type="amil")},
    )


def transfer_scene(visit: Visit) -> Scene:
    """Tell to which funds this one's money may be handed."""
    scene = fund_scene(visit)
    known: Fund = scene.state
    kinds = TRANSFERS[known.fund_type] if known.fund_type else ()
    found = (one for one in _funds(visit, fiscal_year=known.fiscal_year) if one.fund_type in kinds)
    return replace(scene, choices={"to_fund": _named(visit, found, known.fund)})


def return_scene(visit: Visit) -> Scene:
    """Tell what was received and is not given back yet."""
    scene = fund_scene(visit)
    known: Fund = scene.state
    held = [
        (str(transfer), f"{languages.rupiah('id', one.amount_rupiah)} dari {one.fund}")
        for transfer, one in known.received.items()
        if one.amount_rupiah
    ]
    return replace(scene, choices={"transfer": held})


def close_scene(visit: Visit) -> Scene:
    """Tell where what is left can go: to the owner's fund of the kind, of a later year."""
    scene = fund_scene(visit)
    known: Fund = scene.state
    later = (
        one
        for one in _funds(visit, partner=known.partner, fund_type=known.fund_type)
        if one.fiscal_year > known.fiscal_year and one.restriction == known.restriction
    )
    return replace(scene, choices={"to_fund": _named(visit, later, known.fund)})


def _funds(visit: Visit, **asked: Any) -> list[told.Fund]:
    visit.regency.engine.catch_up("funds")
    with visit.reading() as conn:
        return told.find(conn, visit.regency.schema, told.Asked(**asked), limit=MOST_CHOICES)


def _named(visit: Visit, found: Iterator[told.Fund], own: str) -> Choices:
    """Return funds by name and owner, without their balances: those are the owners' to know."""
    return [
        (one.fund, f"{one.fund}, {visit.partner(one.partner)} ({one.fiscal_year})")
        for one in found
        if one.fund != own and not one.is_closed
    ]


def _is_open(known: Fund) -> bool:
    return not known.is_closed


OPEN = Action(
    right="funds.open",
    path="/dana/baru",
    title="Buka dana",
    done="Dana dibuka.",
    ask=funds.Open,
    command=funds.open_fund,
    scene=new_scene,
    hidden=frozenset({"restriction"}),
    leads=at("/dana"),
)
OPEN_BOUND = Action(
    right="funds.open",
    path="/dana/baru-terikat",
    title="Buka dana terikat",
    done="Dana terikat dibuka.",
    ask=funds.OpenBound,
    command=funds.open_fund,
    scene=new_scene,
    lead="Untuk uang yang peruntukannya sudah disebut pemberi, misalnya infak terikat atau CSR.",
    leads=at("/dana"),
)
FUND_ACTIONS: tuple[Action, ...] = (
    Action(
        right="funds.credit",
        path=FUND + "/masuk",
        title="Catat uang masuk",
        done="Uang masuk dicatat.",
        ask=funds.Credit,
        command=funds.credit,
        scene=credit_scene,
        lead="Hanya uang atau barang dari luar. Setoran UPZ dicatat di halaman UPZ-nya.",
        fits=_is_open,
    ),
    Action(
        right="funds.transfer",
        path=FUND + "/penyerahan",
        title="Serahkan ke dana lain",
        done="Uang diserahkan dan sudah masuk di dana tujuan.",
        ask=funds.Transfer,
        command=funds.transfer,
        scene=transfer_scene,
        lead="Uang keluar dari dana ini dan masuk ke dana tujuan sekaligus; jenis dan ikatannya "
        "tetap, dan tidak dihitung sebagai penerimaan baru.",
        fits=_is_open,
    ),
    Action(
        right="funds.take_amil",
        path=FUND + "/amil",
        title="Ambil hak amil",
        done="Hak amil dipindahkan ke dana amil.",
        ask=funds.TakeAmil,
        command=funds.take_amil,
        scene=amil_scene,
        lead="Paling banyak seperdelapan dari zakat, atau seperlima dari infak dan sedekah.",
        fits=lambda known: _is_open(known) and known.fund_type in AMIL_SHARES,
    ),
    Action(
        right="funds.return",
        path=FUND + "/pengembalian",
        title="Kembalikan penyerahan",
        done="Uang dikembalikan ke dana asalnya.",
        ask=funds.Return,
        command=funds.give_back,
        scene=return_scene,
        lead="Sebatas yang masih tersedia; yang sudah disisihkan dibebaskan lebih dahulu.",
        fits=lambda known: known.received_rupiah > 0,
    ),
    Action(
        right="funds.correct",
        path=FUND + "/koreksi",
        title="Betulkan uang masuk",
        done="Uang masuk dibetulkan; yang lama tetap terbaca.",
        ask=funds.Correct,
        command=funds.correct,
        scene=fund_scene,
        lead="Angka dibetulkan dengan selisih. Catatan yang keliru tetap ada di sampingnya.",
    ),
    Action(
        right="funds.close",
        path=FUND + "/tutup-buku",
        title="Tutup buku",
        done="Buku dana ditutup; sisanya sudah masuk di dana tahun berikutnya.",
        ask=funds.Close,
        command=funds.close,
        scene=close_scene,
        lead="Sisa yang tersedia pindah ke dana tahun berikutnya dan tidak menjadi penerimaan "
        "baru. Yang sudah disisihkan tetap untuk komitmennya; bila kelak bebas atau kembali, "
        "tutup bukunya sekali lagi.",
        fits=lambda known: not known.is_closed or known.available_rupiah > 0,
        is_grave=True,
    ),
)

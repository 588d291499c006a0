"""What can be done about partners, their programmes and their funds."""

from typing import Any

from service.aggregates.fund import Fund
from service.aggregates.partner import Partner
from service.aggregates.programme import Programme
from service.application import NotKnown, Receipt
from service.commands import funds, partners, programmes
from service.commands.requests import Explain
from service.http import languages
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.policies import access, rights

PARTNER = "/mitra/{slug:str}"
PROGRAMME = "/program/{slug:str}"
FUND = "/dana/{slug:str}"


def partner_scene(visit: Visit) -> Scene:
    """Find the partner in the address.

    Raises:
        NotKnown: there is none.
    """
    slug: str = visit.parameters["slug"]
    _, known = visit.regency.ledger.look(Partner, slug)
    if not known.partner:
        raise NotKnown
    return Scene(
        title=visit.partner(slug),
        back=f"/mitra/{slug}",
        ids={"partner": slug},
        about=(Partner, slug),
        state=known,
    )


def programme_scene(visit: Visit) -> Scene:
    """Find the programme in the address, with its terms to revise.

    Raises:
        NotKnown: there is none.
    """
    slug: str = visit.parameters["slug"]
    _, known = visit.regency.ledger.look(Programme, slug)
    if known.offer is None:
        raise NotKnown
    return Scene(
        title=visit.programme(slug),
        back=f"/program/{slug}",
        ids={"programme": slug},
        about=(Programme, slug),
        parties=frozenset({known.offer.owner}),
        choices={"owner": _owners(visit)},
        values={
            name: getattr(known.offer, name)
            for name in known.offer.__struct_fields__
            if getattr(known.offer, name) is not None
        },
        state=known,
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
        choices={
            "source": visit.partners(),
            "to_fund": visit.funds(known.partner, fund_type="amil"),
        },
        state=known,
    )


def new_scene(visit: Visit) -> Scene:
    """Tell who may own what is new."""
    place = visit.request.url.path.rpartition("/")[0]
    year = visit.regency.ledger.today.year
    own = "" if visit.actor.role in rights.FOR_ANYONE else visit.actor.organisation
    choices: dict[str, Any] = {"parent": visit.partners(), "owner": _owners(visit)}
    if place == "/dana":
        choices["partner"] = _owners(visit)
    return Scene(
        title={"/mitra": "Mitra", "/program": "Program", "/dana": "Dana"}[place],
        back=place,
        choices=choices,
        values={"owner": own, "partner": own, "fiscal_year": year, "first_year": year}
        if place != "/mitra"
        else {},
    )


def _owners(visit: Visit) -> list[tuple[str, str]]:
    """Return whom the actor may act for."""
    found = visit.partners()
    if visit.actor.role in rights.FOR_ANYONE:
        return list(found)
    return [one for one in found if one[0] == visit.actor.organisation]


def _at(place: str) -> Any:
    def leads(receipt: Receipt, _: Scene) -> str:
        return f"{place}/{receipt.id}"

    return leads


ENROL = Action(
    right="partners.enrol",
    path="/mitra/baru",
    title="Daftarkan mitra",
    done="Mitra didaftarkan.",
    ask=partners.Enrol,
    command=partners.enrol,
    scene=new_scene,
    leads=_at("/mitra"),
)
PARTNER_ACTIONS: tuple[Action, ...] = (
    Action(
        right="partners.rename",
        path=PARTNER + "/nama",
        title="Ganti nama mitra",
        done="Nama mitra diganti.",
        ask=partners.Rename,
        command=partners.rename,
        scene=partner_scene,
    ),
    Action(
        right="partners.alias",
        path=PARTNER + "/nama-lain",
        title="Tambah nama lain",
        done="Nama lain dicatat.",
        ask=partners.Alias,
        command=partners.alias,
        scene=partner_scene,
        lead="Singkatan atau nama lama, supaya mitra ini ditemukan saat dicari.",
    ),
    Action(
        right="partners.deactivate",
        path=PARTNER + "/nonaktif",
        title="Nonaktifkan mitra",
        done="Mitra dinonaktifkan; yang sudah dijanjikan tetap berlaku.",
        ask=Explain,
        command=partners.deactivate,
        scene=partner_scene,
        fits=lambda known: known.is_active,
        is_grave=True,
    ),
    Action(
        right="partners.reactivate",
        path=PARTNER + "/aktif",
        title="Aktifkan mitra",
        done="Mitra diaktifkan lagi.",
        ask=Explain,
        command=partners.reactivate,
        scene=partner_scene,
        fits=lambda known: not known.is_active,
    ),
)

ENLIST = Action(
    right="programmes.enlist",
    path="/program/baru",
    title="Daftarkan program",
    done="Program didaftarkan.",
    ask=programmes.Enlist,
    command=programmes.enlist,
    scene=new_scene,
    leads=_at("/program"),
)
PROGRAMME_ACTIONS: tuple[Action, ...] = (
    Action(
        right="programmes.revise",
        path=PROGRAMME + "/ubah",
        title="Ubah ketentuan program",
        done="Ketentuan program diubah.",
        ask=programmes.Revise,
        command=programmes.revise,
        scene=programme_scene,
        lead="Komitmen yang sudah ada memegang ketentuan yang lama.",
        fits=lambda known: not known.is_retired,
    ),
    Action(
        right="programmes.retire",
        path=PROGRAMME + "/akhiri",
        title="Akhiri program",
        done="Program diakhiri; komitmen yang ada tetap berlaku.",
        ask=Explain,
        command=programmes.retire,
        scene=programme_scene,
        fits=lambda known: not known.is_retired,
        is_grave=True,
    ),
)

OPEN_FUND = Action(
    right="funds.open",
    path="/dana/baru",
    title="Buka dana",
    done="Dana dibuka.",
    ask=funds.Open,
    command=funds.open_fund,
    scene=new_scene,
    leads=_at("/dana"),
)
FUND_ACTIONS: tuple[Action, ...] = (
    Action(
        right="funds.credit",
        path=FUND + "/masuk",
        title="Catat uang masuk",
        done="Uang masuk dicatat.",
        ask=funds.Credit,
        command=funds.credit,
        scene=fund_scene,
    ),
    Action(
        right="funds.take_amil",
        path=FUND + "/amil",
        title="Ambil hak amil",
        done="Hak amil dipindahkan ke dana amil.",
        ask=funds.TakeAmil,
        command=funds.take_amil,
        scene=fund_scene,
        lead="Paling banyak seperdelapan dari zakat.",
        fits=lambda known: known.fund_type in ("zakat", "infak", "sedekah"),
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
)

"""What can be done about partners and their programmes."""

from typing import Any

from service.aggregates.partner import Partner
from service.aggregates.programme import Programme
from service.application import NotKnown, Receipt
from service.commands import partners, programmes
from service.commands.requests import Explain
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.policies import rights

PARTNER = "/mitra/{slug:str}"
PROGRAMME = "/program/{slug:str}"


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
        choices={"owner": owners(visit)},
        values={
            name: getattr(known.offer, name)
            for name in known.offer.__struct_fields__
            if getattr(known.offer, name) is not None
        },
        state=known,
    )


def new_scene(visit: Visit) -> Scene:
    """Tell who may own what is new."""
    place = visit.request.url.path.rpartition("/")[0]
    year = visit.regency.ledger.today.year
    own = "" if visit.actor.role in rights.FOR_ANYONE else visit.actor.organisation
    return Scene(
        title={"/mitra": "Mitra", "/program": "Program"}[place],
        back=place,
        choices={"parent": visit.partners(), "owner": owners(visit)},
        values={"owner": own, "first_year": year} if place != "/mitra" else {},
    )


def owners(visit: Visit) -> list[tuple[str, str]]:
    """Return whom the actor may act for."""
    found = visit.partners()
    if visit.actor.role in rights.FOR_ANYONE:
        return list(found)
    return [one for one in found if one[0] == visit.actor.organisation]


def at(place: str) -> Any:
    """Return how to lead to what was made, by its short name."""

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
    leads=at("/mitra"),
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
    leads=at("/program"),
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

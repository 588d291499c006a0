"""What can be done about groups of regions: create, replace the members, dissolve."""

from service.aggregates.area_group import AreaGroup
from service.application import NotKnown, Receipt
from service.commands import area_groups as commands
from service.commands.requests import Explain
from service.http.fields import Choices
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.kernel.places import is_village

BASE = "/kelompok-wilayah/{slug:str}"


def new_scene(visit: Visit) -> Scene:
    """Find which kecamatan can be put together."""
    return Scene(
        title="Kelompok wilayah",
        back="/kelompok-wilayah",
        ids={"place": visit.place},
        choices={"kecamatan": kecamatan(visit)},
    )


def scene(visit: Visit) -> Scene:
    """Find the group in the address.

    Raises:
        NotKnown: there is none.
    """
    slug = visit.parameters["slug"]
    _, known = visit.regency.ledger.look(AreaGroup, slug)
    if not known.area_group:
        raise NotKnown
    return Scene(
        title=known.name,
        back=f"/kelompok-wilayah/{slug}",
        ids={"area_group": slug},
        about=(AreaGroup, slug),
        state=known,
    )


def change_scene(visit: Visit) -> Scene:
    """Find the group in the address, with its members as they are to start from."""
    found = scene(visit)
    known: AreaGroup = found.state
    return Scene(
        title=found.title,
        back=found.back,
        ids={**found.ids, "place": visit.place},
        about=found.about,
        choices={"kecamatan": kecamatan(visit)},
        values={
            "name": known.name,
            "kecamatan": [one for one in known.members if not is_village(one)],
            "villages": ", ".join(one for one in known.members if is_village(one)),
        },
        state=known,
    )


def kecamatan(visit: Visit) -> Choices:
    """Return the kecamatan of the regency."""
    return [(one.code, one.name) for one in visit.place.kecamatan]


def _leads(receipt: Receipt, _: Scene) -> str:
    return f"/kelompok-wilayah/{receipt.id}"


CREATE = Action(
    right="area_groups.create",
    path="/kelompok-wilayah/baru",
    title="Bentuk kelompok wilayah",
    done="Kelompok wilayah dibentuk.",
    ask=commands.CreateGroup,
    command=commands.create,
    scene=new_scene,
    lead="Kecamatan mencakup semua desanya; sebut desa hanya bila kecamatannya tidak ikut utuh.",
    opening=("name", "area_group", "kind"),
    leads=_leads,
)

ACTIONS: tuple[Action, ...] = (
    Action(
        right="area_groups.change",
        path=BASE + "/ubah",
        title="Ubah anggota kelompok",
        done="Kelompok wilayah diubah; yang lama tetap dapat dibaca.",
        ask=commands.ChangeGroup,
        command=commands.change,
        scene=change_scene,
        lead="Yang dipilih menjadi seluruh anggotanya sejak sekarang, bukan tambahan saja.",
        fits=lambda known: known is not None and not known.is_over,
    ),
    Action(
        right="area_groups.dissolve",
        path=BASE + "/bubarkan",
        title="Bubarkan kelompok wilayah",
        done="Kelompok wilayah dibubarkan; yang sudah dihitung tetap dapat dibaca.",
        ask=Explain,
        command=commands.dissolve,
        scene=scene,
        fits=lambda known: known is not None and not known.is_over,
        is_grave=True,
    ),
)

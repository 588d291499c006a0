"""What can be done about a household: register, look, judge, move, join."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec.structs import replace

from service.aggregates.household import Household
from service.aggregates.household_disputes import DISPUTABLE_WHEN_CLOSED
from service.application import Receipt
from service.commands import households, needs, validations
from service.http.pages import opening
from service.http.pages.actions import Action, Offer, Scene, offers
from service.http.pages.visits import Visit
from service.kernel.needs import NEED_LABELS
from service.kernel.verdicts import STATUS_LABELS
from service.policies import access
from service.projections.sentences import short_id

BASE = "/keluarga/{household:uuid}"
NEEDS_TO_JUDGE = frozenset({"claimed", "unmet", "committed"})


def scene(visit: Visit) -> Scene:
    """Find the household in the address, if it is the actor's to know.

    Raises:
        NotKnown, OutOfScope: it is not; both are answered the same.
    """
    household: UUID = visit.parameters["household"]
    known = opening.require_household(visit, household)
    return Scene(
        title=visit.say("Keluarga %(number)s", number=short_id(household)),
        back=f"/keluarga/{household}",
        ids={"household": household},
        about=(Household, household),
        village=known.village,
        facts=[
            ("Desa", visit.village(known.village)),
            ("Status", STATUS_LABELS[known.status]),
        ],
        choices={"village": visit.villages()},
        state=known,
    )


def member_scene(visit: Visit) -> Scene:
    """Find the household, with its members to choose from."""
    found = scene(visit)
    members = opening.members(visit, found.ids["household"])
    chosen = visit.asked("orang")
    return replace(
        found,
        choices={
            **found.choices,
            "person": members,
            "duplicate_of": members,
            "leaving": members,
        },
        values={"person": chosen, "method": "visit"} if chosen else {"method": "visit"},
        warnings=_warnings(visit, found.state),
    )


def _warnings(visit: Visit, known: Household) -> list[str]:
    """Return what whoever is about to bear witness should know: it may change nothing for now."""
    told = [_closed_by_now(visit)] if known.is_closed else []
    if known.disputes:
        told.append(
            visit.say(
                "Ada pertentangan yang belum diputuskan pada keluarga ini. Kesaksian tentang hal "
                "yang sama, juga yang bertanggal lebih awal, disimpan dan ikut ditimbang, tetapi "
                "tidak mengubah apa pun sebelum ada keputusan."
            )
        )
    return told


def _closed_by_now(visit: Visit) -> str:
    return visit.say(
        "Catatan keluarga ini sudah ditutup. Yang dilihat sampai hari penutupan disimpan tanpa "
        "mengubah statusnya; yang bertentangan dengan penutupan dibuka untuk diputuskan."
    )


def need_scene(visit: Visit) -> Scene:
    """Find the household, with what it is said to lack to choose from."""
    found = scene(visit)
    known = [(one, NEED_LABELS[one]) for one in found.state.needs]
    values = {"method": "visit", "need": visit.asked("kebutuhan")}
    return replace(
        found,
        choices={**found.choices, "need": known},
        values=values,
        warnings=_warnings(visit, found.state),
    )


def address_scene(visit: Visit) -> Scene:
    """Find the household, with its address to change."""
    found = scene(visit)
    return replace(found, values=opening.residence(visit, found.ids["household"], found.state))


def move_scene(visit: Visit) -> Scene:
    """Find the household, with every other village of the regency to choose from."""
    found = scene(visit)
    elsewhere = [
        (one.code, f"{one.name}, {one.kecamatan_name}")
        for one in visit.place.villages
        if one.code != found.village
    ]
    return replace(found, choices={"village": elsewhere})


def new_scene(visit: Visit) -> Scene:
    """Find the village that a household is to be registered in.

    Raises:
        OutOfScope: it is not the actor's.
    """
    code = visit.asked("desa")
    if code:
        access.require_village(visit.actor, code)
    return Scene(
        title=visit.village(code) or "Desa",
        back=f"/desa/{code}" if code else "/desa",
        village=code or None,
        choices={"village": visit.villages()},
        values={"village": code, "members[0].relation": "head"},
    )


def grouped(
    visit: Visit, scene: Scene, household: UUID, more: Mapping[str, Sequence[Offer]]
) -> list[tuple[str, list[Offer]]]:
    """Return what can be done about a household, under headings: it is much, and a phone small.

    Args:
        more: what is done about it on other pages, under other headings.
    """
    found: dict[str, list[Offer]] = {}
    for one in ACTIONS:
        for offer in offers(visit, scene, [one], household=household):
            found.setdefault(GROUPS.get(one.right, OTHERS), []).append(offer)
    found |= {heading: list(several) for heading, several in more.items() if several}
    return list(found.items())


def _registered(receipt: Receipt, _: Scene) -> str:
    return f"/keluarga/{receipt.id}"


def _is_open(known: Household) -> bool:
    return not known.is_closed


def _is_heard(known: Household) -> bool:
    """Say whether somebody may have seen otherwise: before a closing, or in spite of it."""
    return not known.is_closed or known.status in DISPUTABLE_WHEN_CLOSED


REGISTER = Action(
    right="households.register",
    path="/keluarga/baru",
    title="Daftarkan keluarga",
    done="Keluarga didaftarkan sebagai usulan baru.",
    ask=households.Register,
    command=households.register,
    scene=new_scene,
    lead="Isi semua anggota; tepat satu di antaranya kepala keluarga.",
    hidden=frozenset({"identity_match"}),
    leads=_registered,
    queries=frozenset({"desa"}),
)

OTHERS, OBJECTIONS, DOUBLES = "Lainnya", "Sanggahan", "Catatan ganda"
GROUPS: Mapping[str, str] = {
    "households.judge_presence": "Validasi",
    "households.judge": "Validasi",
    "needs.claim": "Kebutuhan",
    "needs.judge": "Kebutuhan",
    "households.join": "Anggota",
    "households.correct": "Anggota",
    "households.change_head": "Anggota",
    "households.change_address": "Tempat tinggal",
    "households.move": "Tempat tinggal",
}
"""Under which heading an action stands on a household's page, by its right."""

ACTIONS: tuple[Action, ...] = (
    Action(
        right="households.judge_presence",
        path=BASE + "/validasi-orang",
        title="Validasi anggota",
        done="Hasil validasi anggota dicatat.",
        ask=validations.JudgePresence,
        command=validations.judge_presence,
        scene=member_scene,
        lead="Catat apa yang Anda temukan tentang satu orang.",
        fits=_is_heard,
        queries=frozenset({"orang"}),
    ),
    Action(
        right="households.judge",
        path=BASE + "/validasi",
        title="Validasi keluarga",
        done="Hasil validasi keluarga dicatat.",
        ask=validations.JudgeHousehold,
        command=validations.judge,
        scene=member_scene,
        lead="Catat bagaimana keadaan keluarga ini.",
        hidden=frozenset({"split_off"}),
        fits=_is_heard,
    ),
    Action(
        right="households.judge",
        path=BASE + "/pecah",
        title="Pecah KK",
        done="Keluarga baru terdaftar dari pecah KK.",
        ask=validations.JudgeHousehold,
        command=validations.judge,
        scene=lambda visit: replace(
            member_scene(visit),
            fixed={"verdict": "split"},
            values={"method": "document", "split_off.members[0].relation": "head"},
        ),
        lead="Anggota yang keluar menjadi keluarga baru di desa yang sama.",
        hidden=frozenset({"reason", "other_household", "leaving"}),
        fits=lambda known: _is_open(known) and len(known.members) > 1,
    ),
    Action(
        right="needs.claim",
        path=BASE + "/kebutuhan",
        title="Catat kebutuhan",
        done="Kebutuhan dicatat untuk diperiksa.",
        ask=needs.Claim,
        command=needs.claim,
        scene=scene,
        hidden=frozenset({"strategy"}),
        fits=_is_open,
    ),
    Action(
        right="needs.judge",
        path=BASE + "/periksa-kebutuhan",
        title="Periksa kebutuhan",
        done="Hasil pemeriksaan kebutuhan dicatat.",
        ask=needs.JudgeNeed,
        command=needs.judge,
        scene=need_scene,
        hidden=frozenset({"strategy"}),
        fits=lambda known: (
            _is_open(known) and any(n.standing in NEEDS_TO_JUDGE for n in known.needs.values())
        ),
        queries=frozenset({"kebutuhan"}),
    ),
    Action(
        right="households.join",
        path=BASE + "/anggota",
        title="Tambah anggota",
        done="Anggota ditambahkan.",
        ask=households.Join,
        command=households.join,
        scene=scene,
        fits=_is_open,
    ),
    Action(
        right="households.correct",
        path=BASE + "/betulkan",
        title="Betulkan identitas",
        done="Identitas dibetulkan.",
        ask=households.Correct,
        command=households.correct,
        scene=member_scene,
        lead="Tulis seluruh identitas seperti di KTP-el atau KK, juga yang sudah benar.",
        fits=_is_open,
        queries=frozenset({"orang"}),
    ),
    Action(
        right="households.change_head",
        path=BASE + "/kepala",
        title="Ganti kepala keluarga",
        done="Kepala keluarga diganti.",
        ask=households.ChangeHead,
        command=households.change_head,
        scene=member_scene,
        fits=lambda known: _is_open(known) and len(known.members) > 1,
    ),
    Action(
        right="households.change_address",
        path=BASE + "/alamat",
        title="Ubah alamat",
        done="Alamat diperbarui.",
        ask=households.ChangeAddress,
        command=households.change_address,
        scene=address_scene,
        lead="Isi alamat seutuhnya seperti sekarang, di desa yang sama.",
        fits=_is_open,
    ),
    Action(
        right="households.move",
        path=BASE + "/pindah",
        title="Catat kepindahan",
        done="Kepindahan keluarga dicatat.",
        ask=households.Move,
        command=households.move,
        scene=move_scene,
        lead="Seluruh keluarga pindah ke desa lain di kabupaten ini; desa tujuan diberi tahu.",
        leads=lambda _receipt, _scene: "/perpindahan?arah=keluar",
        fits=_is_open,
    ),
    Action(
        right="households.reopen",
        path=BASE + "/buka-kembali",
        title="Buka kembali keluarga",
        done="Keluarga dibuka kembali.",
        ask=households.Reopen,
        command=households.reopen,
        scene=scene,
        fits=lambda known: known.is_closed,
        is_grave=True,
    ),
)

"""Where each persona can go from every page: the own job in sight, the rest behind one word.

A row of a handful stands open on a desk. All there is, in groups, opens from one word, without a
script; on a phone that word is the whole menu.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from service.kernel.roles import Actor, Role
from service.policies import access


class Place(Struct, frozen=True):
    """A page of the menu.

    Args:
        right: what reading it needs, in the table of `policies.access`.
        below: pages that are reached through it, though their addresses say otherwise.
    """

    href: str
    label: str
    right: str
    below: tuple[str, ...] = ()


HOME = Place("/", "Beranda", "account.read")
REGENCY = Place("/kabupaten", "Kabupaten", "counts.read", ("/kecamatan",))
VILLAGES = Place("/desa", "Desa", "villages.read", ("/keluarga",))
NEEDS = Place("/kebutuhan", "Kebutuhan", "counts.read")
INTERESTS = Place("/minat", "Minat", "interests.read")
AID_REPORTS = Place("/laporan-bantuan", "Laporan bantuan", "aid_reports.read")
COMMITMENTS = Place("/komitmen", "Komitmen", "commitments.read", ("/paket", "/izin-menambah"))
PAYMENTS = Place("/pembayaran", "Bayar dari berkas", "commitments.disburse")
ACCOUNTABILITIES = Place("/pertanggungjawaban", "Pertanggungjawaban", "accountabilities.read")
PARTNERS = Place("/mitra", "Mitra", "partners.read")
PROGRAMMES = Place("/program", "Program", "programmes.read")
FUNDS = Place("/dana", "Dana", "funds.read")
UPZS = Place("/upz", "UPZ", "upzs.read", ("/setoran",))
LISTS = Place("/daftar", "Daftar", "lists.read", ("/pembetulan",))
QUALITY = Place("/mutu", "Mutu verifikasi", "coverage.read")
TRAIL = Place("/jejak", "Jejak peristiwa", "trail.read")
ACCOUNTS = Place("/akun", "Akun", "accounts.read")
PRIVACY = Place("/privasi", "Privasi", "subject_requests.read")
AGREEMENTS = Place("/perjanjian", "Perjanjian", "agreements.read")
AGING = Place("/jatuh-tempo", "Yang jatuh tempo", "commitments.read")
DIGEST = Place("/ringkasan-mingguan", "Ringkasan mingguan", "commitments.read")
MAP = Place("/peta-rekomendasi", "Peta rekomendasi", "counts.read")
FIGURES = Place("/angka", "Angka", "figures.read")
DUTIES = Place(
    "/perlu-diputuskan",
    "Perlu diputuskan",
    "contradictions.read",
    ("/pertentangan", "/ganda", "/perpindahan", "/pemadanan"),
)
PETITIONS = Place("/permohonan", "Usulan dan sanggahan", "petitions.read")
BUDGETS = Place("/apbdes", "APBDes", "budgets.read")
MUSDES = Place("/musdes", "Musyawarah", "musdes.read")
INITIATIVES = Place("/inisiatif", "Inisiatif", "initiatives.read")
AREA_GROUPS = Place("/kelompok-wilayah", "Kelompok wilayah", "area_groups.read")
BOUNDARIES = Place("/batas-desa", "Batas desa", "boundaries.read")
RULE_SETS = Place("/aturan", "Kumpulan aturan", "rule_sets.read")

_VILLAGE = (HOME, DUTIES, VILLAGES, MUSDES, LISTS, COMMITMENTS, BUDGETS)
_OWN_JOB: Mapping[Role, tuple[Place, ...]] = {
    "secretariat": (HOME, REGENCY, FIGURES, DUTIES, COMMITMENTS, AGING, INITIATIVES),
    "system": (HOME, TRAIL, REGENCY),
    "mentor": (HOME, VILLAGES, NEEDS, COMMITMENTS, AGING, DUTIES, MUSDES),
    "partner_officer": (HOME, NEEDS, COMMITMENTS, AGING, FUNDS, PROGRAMMES, AGREEMENTS),
    "village_operator": _VILLAGE,
    "village_head": _VILLAGE,
    "bpd_chair": _VILLAGE,
    "monitor": _VILLAGE,
    "complaint_officer": (HOME, PETITIONS, COMMITMENTS, VILLAGES, PRIVACY),
    "auditor": (HOME, TRAIL, FIGURES, BUDGETS, FUNDS, COMMITMENTS, QUALITY),
    "data_protection_officer": (HOME, PRIVACY, AGREEMENTS, LISTS, TRAIL),
    "administrator": (HOME, ACCOUNTS, PARTNERS, TRAIL),
}
"""What a persona came for, in the order of a working day: at most seven, or they need two rows."""

_GROUPS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("Desa dan keluarga", (VILLAGES, LISTS, MUSDES, PETITIONS, DUTIES, QUALITY)),
    (
        "Bantuan",
        (
            *(NEEDS, INTERESTS, MAP, COMMITMENTS, PAYMENTS, AID_REPORTS, AGING, DIGEST),
            *(PARTNERS, PROGRAMMES, AGREEMENTS, ACCOUNTABILITIES),
        ),
    ),
    ("Angka dan anggaran", (REGENCY, FIGURES, BUDGETS, FUNDS, UPZS)),
    ("Rencana dan aturan", (INITIATIVES, AREA_GROUPS, BOUNDARIES, RULE_SETS)),
    ("Pengawasan", (TRAIL, PRIVACY, ACCOUNTS)),
)


class Item(Struct, frozen=True):
    """A place in the navigation, and whether the page is in it."""

    href: str
    label: str
    is_here: bool


class Menu(Struct, frozen=True):
    """Where somebody can go.

    Args:
        own: the own job.
        groups: all there is, under headings, what is in `own` among it.
    """

    own: Sequence[Item]
    groups: Sequence[tuple[str, Sequence[Item]]]


def menu(actor: Actor, path: str) -> Menu:
    """Return where somebody can go, with the place they are in marked.

    Args:
        path: of the page they are on.
    """
    groups = [(heading, _items(actor, path, places)) for heading, places in _GROUPS]
    return Menu(
        _items(actor, path, _OWN_JOB[actor.role]),
        [(heading, items) for heading, items in groups if items],
    )


def words() -> set[str]:
    """Return everything a menu says."""
    places = {place for _, several in _GROUPS for place in several} | {HOME}
    return {place.label for place in places} | {heading for heading, _ in _GROUPS}


def _items(actor: Actor, path: str, places: Sequence[Place]) -> list[Item]:
    return [
        Item(one.href, one.label, any(_is_in(path, each) for each in (one.href, *one.below)))
        for one in places
        if access.may(actor, one.right)
    ]


def _is_in(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href + "/"))

"""Where each persona can go from every page, the own job first."""

from collections.abc import Mapping

from msgspec import Struct

from service.kernel.roles import Actor, Role
from service.policies import access

HOME = ("/", "Beranda")
REGENCY = ("/kabupaten", "Kabupaten")
VILLAGES = ("/desa", "Desa")
NEEDS = ("/kebutuhan", "Kebutuhan")
COMMITMENTS = ("/komitmen", "Komitmen")
PARTNERS = ("/mitra", "Mitra")
PROGRAMMES = ("/program", "Program")
FUNDS = ("/dana", "Dana")
LISTS = ("/daftar", "Daftar")
QUALITY = ("/mutu", "Mutu")
TRAIL = ("/jejak", "Jejak")
ACCOUNTS = ("/akun", "Akun")
PRIVACY = ("/privasi", "Privasi")
AGREEMENTS = ("/perjanjian", "Perjanjian")
MAP = ("/peta-rekomendasi", "Peta rekomendasi")
FIGURES = ("/angka", "Angka")
DUTIES = ("/perlu-diputuskan", "Perlu diputuskan")
PETITIONS = ("/permohonan", "Usulan dan sanggahan")
BUDGETS = ("/apbdes", "APBDes")
MUSDES = ("/musdes", "Musyawarah")
INITIATIVES = ("/inisiatif", "Inisiatif")

_EVERYTHING = (
    HOME,
    REGENCY,
    VILLAGES,
    FIGURES,
    BUDGETS,
    INITIATIVES,
    MUSDES,
    NEEDS,
    MAP,
    COMMITMENTS,
    PARTNERS,
    PROGRAMMES,
    FUNDS,
    LISTS,
    QUALITY,
    DUTIES,
)
_VILLAGE = (
    HOME,
    DUTIES,
    VILLAGES,
    MUSDES,
    NEEDS,
    MAP,
    COMMITMENTS,
    PARTNERS,
    LISTS,
    QUALITY,
    FIGURES,
    BUDGETS,
    INITIATIVES,
    PRIVACY,
    TRAIL,
)
_MENUS: Mapping[Role, tuple[tuple[str, str], ...]] = {
    "secretariat": (*_EVERYTHING, AGREEMENTS, PRIVACY, TRAIL),
    "system": (*_EVERYTHING, TRAIL),
    "mentor": (
        HOME,
        DUTIES,
        VILLAGES,
        MUSDES,
        NEEDS,
        MAP,
        COMMITMENTS,
        PARTNERS,
        PROGRAMMES,
        LISTS,
        QUALITY,
        FIGURES,
        BUDGETS,
        INITIATIVES,
        TRAIL,
    ),
    "partner_officer": (
        HOME,
        NEEDS,
        MAP,
        COMMITMENTS,
        FUNDS,
        PROGRAMMES,
        PARTNERS,
        AGREEMENTS,
        REGENCY,
        VILLAGES,
        FIGURES,
        BUDGETS,
        INITIATIVES,
        TRAIL,
    ),
    "village_operator": _VILLAGE,
    "village_head": _VILLAGE,
    "bpd_chair": _VILLAGE,
    "monitor": _VILLAGE,
    "complaint_officer": (HOME, PETITIONS, COMMITMENTS, VILLAGES, PARTNERS, PRIVACY, TRAIL),
    "auditor": (
        HOME,
        TRAIL,
        FIGURES,
        BUDGETS,
        INITIATIVES,
        REGENCY,
        VILLAGES,
        COMMITMENTS,
        PARTNERS,
        PROGRAMMES,
        FUNDS,
        LISTS,
        MUSDES,
        QUALITY,
        DUTIES,
        AGREEMENTS,
        PRIVACY,
        ACCOUNTS,
    ),
    "data_protection_officer": (HOME, PRIVACY, AGREEMENTS, REGENCY, VILLAGES, LISTS, TRAIL),
    "administrator": (HOME, ACCOUNTS, PARTNERS, TRAIL),
}


_RIGHTS: Mapping[str, str] = {
    "/kabupaten": "counts.read",
    "/desa": "villages.read",
    "/kebutuhan": "counts.read",
    "/peta-rekomendasi": "counts.read",
    "/komitmen": "commitments.read",
    "/mitra": "partners.read",
    "/program": "programmes.read",
    "/dana": "funds.read",
    "/daftar": "lists.read",
    "/mutu": "coverage.read",
    "/jejak": "trail.read",
    "/akun": "accounts.read",
    "/angka": "figures.read",
    "/perlu-diputuskan": "contradictions.read",
    "/permohonan": "petitions.read",
    "/perjanjian": "agreements.read",
    "/privasi": "subject_requests.read",
    "/apbdes": "budgets.read",
    "/musdes": "musdes.read",
    "/inisiatif": "initiatives.read",
}


class Item(Struct, frozen=True):
    """A place in the navigation, and whether the page is in it."""

    href: str
    label: str
    is_here: bool


def menu(actor: Actor, path: str) -> list[Item]:
    """Return where somebody can go, with the place they are in marked.

    Args:
        path: of the page they are on.
    """
    return [
        Item(href, label, _is_in(path, href))
        for href, label in _MENUS[actor.role]
        if access.may(actor, _RIGHTS.get(href, "account.read"))
    ]


def _is_in(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href + "/"))

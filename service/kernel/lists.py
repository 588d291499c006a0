"""The kinds of lists of poor households there are, and at which level they rank families.

Source: Kemensos (DTKS, SIKS-NG), Kemenko PMK (P3KE), BPS (Regsosek, DTSEN), TNP2K (BDT 2015);
Inpres 4/2025.
"""

from typing import Literal, TypeAlias

Layout: TypeAlias = Literal["dtks", "generic", "p3ke", "dtsen", "regsosek", "siks_decile", "bdt"]

LAYOUT_LABELS: dict[Layout, str] = {
    "dtks": "DTKS (ekspor SIKS-NG)",
    "p3ke": "P3KE (buku kerja BNBA)",
    "dtsen": "DTSEN (keluarga, anggota, atau keduanya)",
    "regsosek": "Regsosek 2022",
    "siks_decile": "SIKS-NG, hanya KK dan desil",
    "bdt": "BDT 2015",
    "generic": "Daftar umum",
}

LAYOUT_SHORT: dict[Layout, str] = {
    "dtks": "DTKS",
    "p3ke": "P3KE",
    "dtsen": "DTSEN",
    "regsosek": "Regsosek",
    "siks_decile": "SIKS-NG",
    "bdt": "BDT",
    "generic": "Daftar umum",
}
"""The same where there is little room, before a period."""

RankLevel: TypeAlias = Literal["national", "province", "regency"]

RANK_LEVEL_LABELS: dict[RankLevel, str] = {
    "national": "nasional",
    "province": "provinsi",
    "regency": "kabupaten",
}

"""What looks odd in the work of the field: signs for a human to look at, never a verdict.

Each sign says from how many on it is raised. The numbers are published, so that whoever is flagged
can read why; a sign stays until somebody else than the flagged account explains it, and comes back
when more of the same happens.

Source: domain reference, nightmare 7 (village with no removals, all verdicts in one minute).
"""

from typing import Literal, TypeAlias

AnomalyKind: TypeAlias = Literal[
    "no_removals", "in_minutes", "too_many_a_day", "same_photo", "same_paper", "odd_hours"
]

ANOMALY_LABELS: dict[AnomalyKind, str] = {
    "no_removals": "Tidak ada seorang pun yang keluar dari daftar",
    "in_minutes": "Seluruh putusan dicatat dalam beberapa menit",
    "too_many_a_day": "Terlalu banyak kunjungan dalam sehari oleh satu akun",
    "same_photo": "Foto yang sama dipakai untuk beberapa keluarga",
    "same_paper": "Surat yang sama dipakai untuk banyak keluarga",
    "odd_hours": "Putusan dicatat pada larut malam",
}

FEWEST_LOOKED = 20
"""Households looked at in a village before a missing removal, or haste, says anything."""

HASTE_MINUTES = 10
"""All verdicts of a village within so many minutes."""

MOST_VISITS_A_DAY = 40
"""Households that one account can visit in a day."""

FEWEST_SAME_PHOTO = 2
FEWEST_SAME_PAPER = 5
FEWEST_AT_NIGHT = 5

NIGHT_FROM, NIGHT_UNTIL = 22, 5
"""From ten at night until five in the morning, western Indonesian time."""

MONTHS_BACK = 12
"""How far back signs are looked for."""

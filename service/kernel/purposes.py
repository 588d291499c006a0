"""What names are opened for: a purpose is chosen first, and stands in the record of the look.

Source: UU 27/2022 (PDP) article 16 (limited and specific), 27 (according to its purpose) and 31.
"""

import re
from typing import Literal, TypeAlias, get_args

from service.kernel.roles import Role

Purpose: TypeAlias = Literal[
    "verification",
    "mentoring",
    "aid_delivery",
    "complaint",
    "audit",
    "subject_request",
    "correction",
]

PURPOSES: tuple[Purpose, ...] = get_args(Purpose)

PURPOSE_LABELS: dict[Purpose, str] = {
    "verification": "Verifikasi dan validasi daftar",
    "mentoring": "Pendampingan keluarga",
    "aid_delivery": "Penyaluran bantuan",
    "complaint": "Penanganan pengaduan",
    "audit": "Pemeriksaan",
    "subject_request": "Permintaan subjek data pribadi",
    "correction": "Perbaikan data",
}

_VILLAGE: frozenset[Role] = frozenset({"village_operator", "village_head"})

USED_BY: dict[Purpose, frozenset[Role]] = {
    "verification": _VILLAGE | {"secretariat", "mentor", "bpd_chair", "monitor"},
    "mentoring": _VILLAGE | {"secretariat", "mentor", "partner_officer"},
    "aid_delivery": _VILLAGE | {"secretariat", "mentor", "partner_officer", "monitor"},
    "complaint": _VILLAGE | {"secretariat", "bpd_chair", "monitor", "complaint_officer"},
    "audit": frozenset({"auditor"}),
    "subject_request": _VILLAGE | {"secretariat", "data_protection_officer"},
    "correction": _VILLAGE | {"secretariat", "mentor", "data_protection_officer"},
}
"""Which roles may open names for what. Whether they may read names at all is another question."""

_POPULATION_NUMBER = re.compile(r"(?:\d[ .-]?){15}\d")


def purposes_of(role: Role) -> tuple[Purpose, ...]:
    """Return what a role may open names for, in the order they are shown."""
    return tuple(purpose for purpose in PURPOSES if role in USED_BY[purpose])


def names_somebody(text: str) -> bool:
    """Say whether a text holds what may be a NIK or a KK number: sixteen digits, also apart.

    The number of a letter is kept in the open for ever; a NIK in it could not be taken out.
    """
    return _POPULATION_NUMBER.search(text) is not None

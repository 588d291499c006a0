"""Who acts, in which role, for which organisation and where."""

from typing import Literal, TypeAlias, get_args

from msgspec import Struct

Role: TypeAlias = Literal[
    "secretariat",
    "mentor",
    "partner_officer",
    "village_operator",
    "village_head",
    "bpd_chair",
    "monitor",
    "complaint_officer",
    "auditor",
    "data_protection_officer",
    "administrator",
    "system",
]

ROLES: tuple[str, ...] = get_args(Role)

ROLE_LABELS: dict[Role, str] = {
    "secretariat": "sekretariat TKPKD",
    "mentor": "pendamping OPD",
    "partner_officer": "petugas mitra (OPD, CSR, Baznas, perguruan tinggi, komunitas)",
    "village_operator": "operator desa",
    "village_head": "kepala desa",
    "bpd_chair": "ketua BPD",
    "monitor": "pemantau (KPMD)",
    "complaint_officer": "petugas pengaduan",
    "auditor": "auditor",
    "data_protection_officer": "pejabat pelindungan data",
    "administrator": "administrator",
    "system": "sistem",
}

Power: TypeAlias = Literal["read", "names", "command"]
"""What a token or a session is good for: to read, to see names as well, to give commands."""

POWER_LABELS: dict[Power, str] = {
    "read": "membaca",
    "names": "membaca nama dan NIK",
    "command": "mencatat",
}

ALL_POWERS: frozenset[Power] = frozenset({"read", "names", "command"})


class Scope(Struct, frozen=True):
    """Where an account may act and read.

    Args:
        areas: region codes; a code covers everything below it (`33.09` the regency, `33.09.15`
            one kecamatan, `33.09.15.2009` one village). Empty means nowhere.
    """

    areas: tuple[str, ...] = ()

    def covers(self, code: str) -> bool:
        """Say whether a region code lies in this scope."""
        return any(code == area or code.startswith(area + ".") for area in self.areas)


class Actor(Struct, frozen=True, kw_only=True):
    """The account behind a command, as it was when the command came in.

    Args:
        name: the office-holder's.
        scope: where the account may act and read.
        agreed: where its organisation may know of single households: areas of its agreements with
            a clause on data that are active today. Asked of partners only.
        powers: what the token or the session is good for.
    """

    account: str
    position: str
    role: Role
    organisation: str
    scope: Scope
    name: str = ""
    agreed: Scope = Scope()
    powers: frozenset[Power] = ALL_POWERS

    @property
    def known(self) -> Scope:
        """Where the actor may know of single households, rather than of their numbers."""
        if self.role != "partner_officer":
            return self.scope
        within = {one for one in self.agreed.areas if self.scope.covers(one)}
        return Scope(tuple(sorted(within | {a for a in self.scope.areas if self.agreed.covers(a)})))

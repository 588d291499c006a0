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
    """The account behind a command, as it was when the command came in."""

    account: str
    position: str
    role: Role
    organisation: str
    scope: Scope

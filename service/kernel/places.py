"""Where things are: Kemendagri's region codes, and how they differ from the ones of BPS.

    33 province → 33.09 regency → 33.09.15 kecamatan → 33.09.15.2009 village

The code is the key; a name never is (Kabupaten Pekalongan has two villages called Mulyorejo). BPS
numbers the same places otherwise: its kecamatan has seven digits, its village ten, as many as
Kemendagri's, and `3309041003` can be read as either. So the system always stands beside a code
that came from outside; what Sanding keeps as `village` is always Kemendagri's, dotted.

Source: Kepmendagri 300.2.2-2138/2025.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Literal, TypeAlias

from msgspec import Struct

from service.kernel.refusals import Refused

CodeSystem: TypeAlias = Literal["kemendagri", "bps"]
Level: TypeAlias = Literal["province", "regency", "kecamatan", "village"]
VillageKind: TypeAlias = Literal["kelurahan", "desa", "desa_adat"]

VILLAGE_KINDS: Mapping[VillageKind, str] = MappingProxyType(
    {"kelurahan": "Kelurahan", "desa": "Desa", "desa_adat": "Desa adat"}
)

_KIND_OF_BLOCK: Mapping[str, VillageKind] = MappingProxyType(
    {"1": "kelurahan", "2": "desa", "3": "desa_adat"}
)
_DOTTED = re.compile(r"\d\d(?:\.\d\d(?:\.\d\d(?:\.[123]\d{3})?)?)?", re.ASCII)
_UNDOTTED = re.compile(r"\d\d(?:\d\d(?:\d\d(?:[123]\d{3})?)?)?", re.ASCII)
_BPS = re.compile(r"\d\d(?:\d\d(?:\d{3}(?:\d{3})?)?)?", re.ASCII)
_LEVEL_OF_LENGTH: Mapping[int, Level] = MappingProxyType(
    {2: "province", 5: "regency", 8: "kecamatan", 13: "village"}
)
_LEVEL_OF_BPS_LENGTH: Mapping[int, Level] = MappingProxyType(
    {2: "province", 4: "regency", 7: "kecamatan", 10: "village"}
)


class NotARegionCode(Refused):
    """Ini bukan kode wilayah Kemendagri."""

    way_out: ClassVar[str] = "Tulis kode seperti 33.09.15.2009, dengan atau tanpa titik."


class RegionCode(Struct, frozen=True):
    """A region code from outside, with the system it belongs to.

    Two codes of different systems are never equal, even when their digits are.
    """

    system: CodeSystem
    code: str

    @property
    def level(self) -> Level:
        """What kind of region it names."""
        levels = _LEVEL_OF_LENGTH if self.system == "kemendagri" else _LEVEL_OF_BPS_LENGTH
        return levels[len(self.code)]


def parse_code(text: str) -> str:
    """Return a Kemendagri code in its dotted form.

    Args:
        text: dotted or not, as long as it is known to be Kemendagri's.

    Raises:
        NotARegionCode: neither form fits.
    """
    bare = text.strip()
    if _DOTTED.fullmatch(bare):
        return bare
    if not _UNDOTTED.fullmatch(bare):
        raise NotARegionCode
    return ".".join(part for part in (bare[:2], bare[2:4], bare[4:6], bare[6:]) if part)


def parse_region(text: str, system: CodeSystem) -> RegionCode:
    """Read a code of either system.

    Raises:
        NotARegionCode: it has no form of that system.
    """
    if system == "kemendagri":
        return RegionCode("kemendagri", parse_code(text))
    bare = text.strip()
    if not _BPS.fullmatch(bare):
        raise NotARegionCode
    return RegionCode("bps", bare)


def undotted(code: str) -> str:
    """Return a Kemendagri code as other systems' files write it: `3309152009`."""
    return code.replace(".", "")


def level_of(code: str) -> Level:
    """Return what a dotted code names.

    Raises:
        NotARegionCode: it is no dotted code.
    """
    if not _DOTTED.fullmatch(code):
        raise NotARegionCode
    return _LEVEL_OF_LENGTH[len(code)]


def is_village(code: str) -> bool:
    """Say whether this is the dotted code of a desa, a kelurahan or a desa adat."""
    return len(code) == 13 and _DOTTED.fullmatch(code) is not None  # noqa: PLR2004  (33.09.15.2009)


def parent_of(code: str) -> str | None:
    """Return the code one level up; None above a province."""
    level_of(code)
    return code.rpartition(".")[0] or None


def province_of(code: str) -> str:
    """Return the province of anything in it."""
    level_of(code)
    return code[:2]


def regency_of(code: str) -> str:
    """Return the regency of a village, a kecamatan or the regency itself.

    Raises:
        NotARegionCode: it is no dotted code, or names a province.
    """
    return _cut(code, 5)


def kecamatan_of(code: str) -> str:
    """Return the kecamatan of a village or of the kecamatan itself.

    Raises:
        NotARegionCode: it is no dotted code, or lies above a kecamatan.
    """
    return _cut(code, 8)


def village_kind(code: str) -> VillageKind:
    """Return what kind of village a code names: its last block starts with 1, 2 or 3.

    Raises:
        NotARegionCode: it is no village's code.
    """
    if not is_village(code):
        raise NotARegionCode
    return _KIND_OF_BLOCK[code[9]]


def _cut(code: str, length: int) -> str:
    level_of(code)
    if len(code) < length:
        raise NotARegionCode
    return code[:length]

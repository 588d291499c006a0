"""Invented families written as the list a ministry would send, whole or with known damage.

    invent → write_dtks → a file, and which of its rows were damaged and how

The damage is what real lists have; since we know where it is, a test can ask that every damaged
row is found and no sound one is.
"""

from collections.abc import Callable, Iterable, Mapping
from random import Random
from types import MappingProxyType
from typing import BinaryIO, Literal, TypeAlias

from msgspec import Struct

from service.demo import names
from service.demo.population import InventedHousehold, InventedPerson
from service.kernel.people import RELATIONS
from service.reference.regions import Territory, Village

HEADER = (
    "ID DTKS|PROVINSI|KABUPATEN/KOTA|KECAMATAN|DESA/KELUARAHAN|ALAMAT|DUSUN|RT|RW|NOKK|NIK|NAMA|"
    "TANGGAL LAHIR|TEMPAT LAHIR|JENIS KELAMIN|PEKERJAAN|NAMA IBU KANDUNG|HUB KELUARGA|"
    "KETERANGAN PADAN|BANSOS BPNT|BANSOS PKH|BANSOS BPNT-PPKM|PBI JKN"
)
_VILLAGE, _NIK, _NAME, _BORN = 4, 10, 11, 12
_AID = ("bpnt", "pkh", "bpnt_ppkm", "pbi_jkn")

DamageKind: TypeAlias = Literal[
    "excel_nik",
    "short_nik",
    "impossible_date",
    "name_with_digits",
    "unknown_village",
    "empty_name",
    "duplicate_nik",
]

FOUND_AS: Mapping[DamageKind, str] = MappingProxyType(
    {
        "excel_nik": "excel_precision_loss",
        "short_nik": "nik_not_16_digits",
        "impossible_date": "birth_date_impossible",
        "name_with_digits": "name_with_digits",
        "unknown_village": "village_unknown",
        "empty_name": "name_empty",
    }
)
"""The problem each damage must be found as. A NIK used twice only shows when both are known."""


class DamagedRow(Struct, frozen=True):
    """A row that was written wrongly on purpose; the header is row 1."""

    row_no: int
    kind: DamageKind


def write_dtks(
    file: BinaryIO,
    households: Iterable[InventedHousehold],
    territory: Territory,
    *,
    damage: float = 0.0,
    seed: int = 0,
) -> tuple[DamagedRow, ...]:
    """Write a DTKS list, family by family, in constant memory.

    Args:
        file: open for writing bytes.
        damage: the share of rows to damage, 0 to 1.
        seed: decides which rows, and how.

    Returns:
        The damaged rows, in order.
    """
    chance = Random(seed)  # noqa: S311  (to be the same each time is the point)
    place_names = {each.code: _as_written(territory, each) for each in territory.villages}
    regency = territory.name.upper().removeprefix("KABUPATEN ")
    damaged: list[DamagedRow] = []
    sound_nik = ""
    row_no = 1
    file.write(HEADER.encode() + b"\n")
    for household in households:
        shared = _household_cells(household, territory.province.upper(), regency, place_names)
        text = []
        for member in household.members:
            row_no += 1
            cells = _cells(row_no, shared, member, household.assistance, chance)
            if damage and chance.random() < damage:
                kind = _damage(cells, chance, sound_nik)
                damaged.append(DamagedRow(row_no, kind))
            text.append("|".join(cells))
        if damage and chance.random() < damage and text:
            sound_nik = _another_sound_nik(household, damaged, row_no) or sound_nik
        file.write("\n".join([*text, ""]).encode())
    return tuple(damaged)


def _household_cells(
    household: InventedHousehold, province: str, regency: str, place_names: Mapping[str, str]
) -> tuple[str, ...]:
    return (
        province,
        regency,
        household.village.kecamatan_name.upper(),
        place_names[household.village.code],
        household.address.upper(),
        household.dusun.upper(),
        household.rt,
        household.rw,
        household.kk_number,
    )


def _cells(
    row_no: int,
    shared: tuple[str, ...],
    member: InventedPerson,
    assistance: tuple[str, ...],
    chance: Random,
) -> list[str]:
    born = member.birth_date
    mothers = names.OLD["female"]
    return [
        f"99{row_no:012d}",
        *shared,
        member.nik,
        member.name.upper(),
        f"{born.day:02d}/{born.month:02d}/{born.year}",
        member.birth_place.upper(),
        "LAKI-LAKI" if member.sex == "male" else "PEREMPUAN",
        member.occupation.upper(),
        mothers[int(chance.random() * len(mothers))].upper(),
        RELATIONS[member.relation].upper(),
        "PADAN" if member.identity_match == "matched" else "TIDAK PADAN",
        *("YA" if code in assistance else "TIDAK" for code in _AID),
    ]


def _as_written(territory: Territory, village: Village) -> str:
    """Return a village's name as a list has it, or its code where two share the name."""
    found = territory.find(village.kecamatan_name, village.name)
    return village.name.upper() if found == village else village.code


def _another_sound_nik(
    household: InventedHousehold, damaged: list[DamagedRow], last_row: int
) -> str:
    """Return the head's NIK if its row was written as it should be."""
    first_row = last_row - len(household.members) + 1
    is_sound = all(row.row_no < first_row for row in damaged[-len(household.members) :])
    return household.members[0].nik if is_sound else ""


def _damage(cells: list[str], chance: Random, sound_nik: str) -> DamageKind:
    kinds = list(_DAMAGES) if sound_nik else list(FOUND_AS)
    kind = kinds[int(chance.random() * len(kinds))]
    _DAMAGES[kind](cells, sound_nik)
    return kind


def _excel_nik(cells: list[str], _: str) -> None:
    nik = cells[_NIK]
    # Only a serial below 10 becomes 0000; 0012 → 0010 looks like anybody's NIK.
    cells[_NIK] = f"{nik[:15]}0" if nik[12:15] == "000" else f"{nik[0]},{nik[1:6]}E+15"


def _short_nik(cells: list[str], _: str) -> None:
    cells[_NIK] = cells[_NIK][:15]


def _impossible_date(cells: list[str], _: str) -> None:
    cells[_BORN] = f"31/02/{cells[_BORN][-4:]}"


def _name_with_digits(cells: list[str], _: str) -> None:
    cells[_NAME] = cells[_NAME].replace("I", "1") if "I" in cells[_NAME] else f"{cells[_NAME]}2"


def _unknown_village(cells: list[str], _: str) -> None:
    cells[_VILLAGE] = f"{cells[_VILLAGE]}XX"


def _empty_name(cells: list[str], _: str) -> None:
    cells[_NAME] = ""


def _duplicate_nik(cells: list[str], sound_nik: str) -> None:
    cells[_NIK] = sound_nik


_DAMAGES: Mapping[DamageKind, Callable[[list[str], str], None]] = MappingProxyType(
    {
        "excel_nik": _excel_nik,
        "short_nik": _short_nik,
        "impossible_date": _impossible_date,
        "name_with_digits": _name_with_digits,
        "unknown_village": _unknown_village,
        "empty_name": _empty_name,
        "duplicate_nik": _duplicate_nik,
    }
)

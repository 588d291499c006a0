"""What a list says of the house, read as answers to the questions of Regsosek.

DTSEN's family file and P3KE's workbook carry columns about the house, with Regsosek's codes, with
their labels, or with both (`8. Tanah`). A cell that can't be read for certain answers nothing: a
guess here would claim a need.

Source: DTSEN v3 family file (second-hand); P3KE variables; Regsosek 2022 form K.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from service.kernel.indicators import MOST_NUMBER, Question
from service.reference.instruments import QUESTIONS

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "jumlah_anggota_keluarga": "112",
        "status_kepemilikan_rumah": "301a",
        "kepemilikan_rumah": "301a",
        "luas_lantai": "302",
        "jenis_lantai_terluas": "303",
        "jns_lantai": "303",
        "jenis_dinding_terluas": "304",
        "jenis_atap_terluas": "305",
        "sumber_air_minum_utama": "306a",
        "sumber_air": "306a",
        "sumber_penerangan_utama": "307a",
        "sumber_penerangan": "307a",
        "daya_terpasang": "307b",
        "bahan_bakar_utama_memasak": "308",
        "fasilitas_bab": "309a",
        "fas_bab": "309a",
        "jenis_kloset": "309b",
        "pembuangan_akhir_tinja": "310",
    }
)
"""Which question a column answers, by the column's name in small letters."""

_SYNONYMS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "301a": {"sendiri": 1, "kontrak": 2, "sewa": 2, "kontraksewa": 2, "dinas": 4},
        "303": {"marmer": 1, "granit": 1, "marmergranit": 1, "papan": 5, "kayu": 5, "semen": 6},
        "306a": {
            "airkemasanbermerk": 1,
            "sumurborpompa": 4,
            "sumurbor": 4,
            "sungai": 9,
            "airsungai": 9,
        },
        "307a": {"listrikplndenganmeteran": 1, "listriknonpln": 3, "bukanlistrik": 4},
        "309a": {
            "sendiri": 1,
            "adadigunakanhanyaanggotakeluargasendiri": 1,
            "bersama": 2,
            "adadigunakanbersamaanggotakeluargadarikeluargatertentu": 2,
            "adadimckkomunal": 3,
            "komunal": 3,
            "adadimckumum": 4,
            "umum": 4,
            "tidakada": 6,
            "tidakadafasilitas": 6,
        },
        "310": {"tangkiseptik": 1, "septictank": 1, "tangki": 1, "spal": 2, "lubangtanah": 4},
    }
)
"""Labels that lists write differently from ours, squeezed to their letters."""

_WATTS = ((450, 1), (900, 2), (1_300, 3), (2_200, 4))
_MOST_WATTS_CODE = 5
_CODE = re.compile(r"(\d{1,2})(?:\s*[.):-]\s*(.*))?", re.DOTALL)
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")


def indicators_from(row: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """Return what a row answers to the questions of Regsosek, by their codes.

    Args:
        row: cells by the name of their column, in small letters with `_` for spaces.
    """
    found: dict[str, tuple[int, ...]] = {}
    for column, code in COLUMNS.items():
        text = row.get(column, "").strip()
        answer = _answer(QUESTIONS[code], text) if text else None
        if answer is not None:
            found[code] = (answer,)
    return found


def _answer(question: Question, text: str) -> int | None:
    if question.kind == "number":
        return _number(text)
    codes = {code for code, _ in question.options}
    if question.code == "307b" and text.removesuffix("VA").strip().isdecimal():
        return _power(int(text.removesuffix("VA")), codes)
    said = _CODE.fullmatch(text)
    if said is None:
        return _labelled(question, text)
    code, label = int(said[1]), said[2] or ""
    if code not in codes:
        return None
    meant = _labelled(question, label) if label else None
    # A code whose label means another one is of some other codebook.
    return code if meant in (None, code) else None


def _labelled(question: Question, text: str) -> int | None:
    squeezed = _squeezed(text)
    if not squeezed:
        return None
    known = {_squeezed(label): code for code, label in question.options}
    known |= _SYNONYMS.get(question.code, {})
    return known.get(squeezed)


def _number(text: str) -> int | None:
    found = _NUMBER.fullmatch(text)
    number = int(found[1].replace(".", "")) if found else None
    return number if number is not None and number <= MOST_NUMBER else None


def _power(watts: int, codes: set[int]) -> int | None:
    if watts in codes:
        return watts
    for most, code in _WATTS:
        if watts == most:
            return code
    return _MOST_WATTS_CODE if watts > _WATTS[-1][0] else None


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())

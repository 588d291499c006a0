"""What a NIK and a KK number say about a person, and how a person is shown to those who may not.

    as written → normalised → read (problems, warnings, birth date, sex)

A NIK is PPKKCC DDMMYY SSSS: where it was first issued (not where its bearer lives), the birth date
(a woman's day + 40) and a serial number. It has no check digit and no century. A number that
starts with 0 is a village's own temporary id: never a NIK, never claimed, and never a reason to
call two people one. Invented people carry province 99, which no region has.

Source: UU 24/2013 (the NIK is given once); Permendagri 102/2009 (KK); OpenSID's temporary ids.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, TypeAlias

from msgspec import Struct

Sex: TypeAlias = Literal["male", "female"]
SEXES: Mapping[Sex, str] = MappingProxyType({"male": "Laki-laki", "female": "Perempuan"})

Relation: TypeAlias = Literal[
    "head", "spouse", "child", "child_in_law", "grandchild", "parent", "helper", "other"
]
RELATIONS: Mapping[Relation, str] = MappingProxyType(
    {
        "head": "Kepala keluarga",
        "spouse": "Istri/suami",
        "child": "Anak",
        "child_in_law": "Menantu",
        "grandchild": "Cucu",
        "parent": "Orang tua/mertua",
        "helper": "Pembantu/sopir",
        "other": "Lainnya",
    }
)

IdentityMatch: TypeAlias = Literal["unchecked", "matched", "mismatched", "not_found"]
IDENTITY_MATCHES: Mapping[IdentityMatch, str] = MappingProxyType(
    {
        "unchecked": "Belum dipadankan",
        "matched": "Padan",
        "mismatched": "Tidak padan",
        "not_found": "Tidak ditemukan di Dukcapil",
    }
)

DIGITS = 16
INVENTED_PROVINCE = "99"
OLDEST_AGE_YEARS = 120

_WOMAN = 40
"""Added to a woman's day of birth."""
_LONG_MONTH = 31
_Shape: TypeAlias = Literal["missing", "local", "lost", "malformed", "whole"]
_AROUND = " \t\r\n\u00a0='`\"\u2018\u2019\ufeff\u200b"
_NOISE = re.compile(r"[\s.,'`\"\-/\u2018\u2019\u200b\u200e\u200f\ufeff]+")
_NUMERIC_CELL = re.compile(r"(\d{16})[.,]0+")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_EXACT_IN_A_FLOAT = "9007199254740992"
_NO_DATE = date.min


class Nik(Struct, frozen=True, gc=False):
    """A NIK as read.

    Args:
        digits: the normalised number; empty when there is none or it can't be recovered.
        temporary: there is no NIK here: the cell is empty or holds a village's own id.
        birth_date, sex: what the number says; None when it says nothing.
        problems: codes of `row_problems.PROBLEMS`; not empty means it is no NIK.
        warnings: codes of `row_problems.WARNINGS`.
    """

    digits: str
    temporary: bool = False
    birth_date: date | None = None
    sex: Sex | None = None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Kk(Struct, frozen=True, gc=False):
    """A KK number as read; see `Nik`."""

    digits: str
    temporary: bool = False
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def normalise(text: str) -> str:
    """Return a number without the spaces, dots, dashes and apostrophes people put in it."""
    return _NOISE.sub("", text)


def read_nik(
    text: str,
    *,
    today: date,
    birth_date: date | None = None,
    sex: Sex | None = None,
    numeric: bool = False,
) -> Nik:
    """Read a NIK as somebody wrote it.

    Args:
        birth_date, sex: what the columns beside it say; they settle the century, and a
            difference is a warning, for a corrected birth date doesn't change a NIK.
        numeric: the cell held a number, not text, so that Excel kept 15 digits of it.
    """
    if not (len(text) == DIGITS and text.isascii() and text.isdigit() and text[0] != "0"):
        text, shape, numeric = _shape(text, numeric=numeric)
        if shape != "whole":
            return _not_a_nik(text, shape)
    born, told_sex = _born(text[6:12], today)
    if born is _NO_DATE or numeric or _is_suspect(text):
        problems = _nik_problems(text, born, numeric=numeric)
        if problems:
            return Nik(text, problems=problems)
    warnings: tuple[str, ...] = ()
    if birth_date is not None and birth_date != born:
        if _same_without_century(birth_date, born):
            born = birth_date
        else:
            warnings = ("nik_birth_date_differs",)
    if text[15] == "0":
        warnings += ("nik_ends_in_zero",)
    if sex is not None and sex != told_sex:
        warnings += ("nik_sex_differs",)
    if numeric:
        warnings += ("number_cell",)
    return Nik(text, False, born, told_sex, (), warnings)  # noqa: FBT003  (hot)


def read_kk(text: str, *, numeric: bool = False) -> Kk:
    """Read a KK number as somebody wrote it. See `read_nik` for `numeric`.

    A KK number carries the day it was issued where a NIK has the birth date, without the + 40.
    """
    if not (len(text) == DIGITS and text.isascii() and text.isdigit() and text[0] != "0"):
        text, shape, numeric = _shape(text, numeric=numeric)
        if shape != "whole":
            return _not_a_kk(text, shape)
    if numeric or _is_suspect(text):
        problems = _kk_problems(text, numeric=numeric)
        if problems:
            return Kk(text, problems=problems)
    warnings = () if _is_a_day(text[6:12]) else ("kk_date_odd",)
    return Kk(text, warnings=(*warnings, "number_cell") if numeric else warnings)


def nik_problems(text: str) -> tuple[str, ...]:
    """Return why something entered as a NIK is none: codes of `PROBLEMS`, empty when it is one.

    Stricter than `read_nik`, for where a NIK is claimed: an empty or temporary number is refused.
    """
    digits = normalise(text)
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return ("nik_not_16_digits",)
    if digits[0] == "0":
        return ("nik_province_zero",)
    return _nik_problems(digits, _born(digits[6:12], date.max)[0], numeric=False)


def is_temporary(nik: str) -> bool:
    """Say whether this stands where a NIK should: nothing, or a village's own id. Never claimed."""
    return not nik or nik[0] == "0"


def is_invented(nik: str) -> bool:
    """Say whether a NIK belongs to nobody: the demonstration's people have province 99."""
    return nik.startswith(INVENTED_PROVINCE)


def prefix_warnings(
    nik: str, *, kecamatan: str, is_known: Callable[[str], bool]
) -> tuple[str, ...]:
    """Compare where a valid NIK was issued with where its bearer lives.

    Args:
        kecamatan: dotted code of the domicile (`33.09.15`).
        is_known: says whether a dotted kecamatan code exists or ever did.
    """
    if is_temporary(nik) or is_invented(nik):
        return ()
    prefix = f"{nik[:2]}.{nik[2:4]}.{nik[4:6]}"
    if prefix == kecamatan:
        return ()
    return ("nik_prefix_elsewhere",) if is_known(prefix) else ("nik_prefix_unknown",)


def age_years(birth_date: date, on: date) -> int:
    """Return completed years on a day; negative before birth."""
    had_birthday = (on.month, on.day) >= (birth_date.month, birth_date.day)
    return on.year - birth_date.year - (not had_birthday)


def age_warnings(birth_date: date | None, today: date) -> tuple[str, ...]:
    """Warn of a birth date in the future or more than 120 years ago."""
    if birth_date is None or birth_date.year > today.year - OLDEST_AGE_YEARS:
        if birth_date is None or birth_date <= today:
            return ()
        return ("age_out_of_range",)
    return () if age_years(birth_date, today) <= OLDEST_AGE_YEARS else ("age_out_of_range",)


def mask_nik(digits: str) -> str:
    """Show a NIK or KK number to those who may not read it: `3309••••••••0001`."""
    if len(digits) != DIGITS:
        return "•" * len(digits)
    return f"{digits[:4]}{'•' * 8}{digits[12:]}"


def mask_name(name: str) -> str:
    """Show a name to those who may not read it: `B••• S••••••`."""
    return " ".join(word[0] + "•" * (len(word) - 1) for word in name.split())


def _shape(text: str, *, numeric: bool) -> tuple[str, _Shape, bool]:
    """Say what kind of number somebody wrote, and whether it shows signs of a numeric cell.

    `3.30915E+15` lost its digits; `3309155508790001.0` was a number, so it may have. Zeros alone
    are what people type for "none". `00` starts neither a NIK nor a temporary id, which has the
    village's code after its 0.
    """
    bare = text.strip(_AROUND)
    if _SCIENTIFIC.fullmatch(bare):
        return "", "lost", True
    cell = _NUMERIC_CELL.fullmatch(bare)
    digits, numeric = (cell[1], True) if cell else (normalise(bare), numeric)
    if not digits.strip("0"):
        return "", "missing", numeric
    if not (digits.isascii() and digits.isdigit()):
        return digits, "malformed", numeric
    if digits[0] == "0" and not (digits[1] == "0" and len(digits) == DIGITS):
        return digits, "local", numeric
    return digits, "whole" if len(digits) == DIGITS else "malformed", numeric


def _not_a_nik(digits: str, shape: _Shape) -> Nik:
    match shape:
        case "missing":
            return Nik("", temporary=True, warnings=("nik_missing",))
        case "local":
            return Nik(digits, temporary=True, warnings=("nik_local_id",))
        case "lost":
            return Nik("", problems=("excel_precision_loss",))
        case _:
            return Nik(digits, problems=("nik_not_16_digits",))


def _not_a_kk(digits: str, shape: _Shape) -> Kk:
    match shape:
        case "missing":
            return Kk("", temporary=True)
        case "local":
            return Kk(digits, temporary=True, warnings=("kk_local_id",))
        case "lost":
            return Kk("", problems=("excel_precision_loss",))
        case _:
            return Kk(digits, problems=("kk_not_16_digits",))


@lru_cache(maxsize=1 << 17)
def _born(ddmmyy: str, today: date) -> tuple[date, Sex]:
    """Read a birth date: the latest year that isn't in the future. `date.min` is no real day.

    There are 74,400 such dates; over a list they repeat, so remembering them is most of the speed.
    """
    day, month, year = int(ddmmyy[:2]), int(ddmmyy[2:4]), int(ddmmyy[4:])
    sex: Sex = "female" if day > _WOMAN else "male"
    day -= _WOMAN if day > _WOMAN else 0
    for century in (2000, 1900):
        if _is_real(century + year, month, day):
            born = date(century + year, month, day)
            if born <= today:
                return born, sex
    return _NO_DATE, sex


def _is_real(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]  # noqa: PLR2004  (months)


@lru_cache(maxsize=1 << 16)
def _is_a_day(ddmmyy: str) -> bool:
    day, month, year = int(ddmmyy[:2]), int(ddmmyy[2:4]), int(ddmmyy[4:])
    return day <= _LONG_MONTH and _is_real(2000 + year, month, day)


def _same_without_century(one: date, other: date) -> bool:
    return (one.day, one.month, one.year % 100) == (other.day, other.month, other.year % 100)


def _is_suspect(digits: str) -> bool:
    """Say cheaply whether a closer look is due: every 00…, …0000 and single-digit number is."""
    return digits[0] == "0" or digits[15] == digits[14] == digits[13]


def _is_uniform(digits: str) -> bool:
    return digits == digits[0] * DIGITS


def _lost_to_excel(digits: str, *, numeric: bool) -> bool:
    """Say whether Excel's 15 digits show: serial 0000, or a number cell ending in 0 or too big."""
    if digits[12:] == "0000":
        return True
    return numeric and (digits[-1] == "0" or digits > _EXACT_IN_A_FLOAT)


def _nik_problems(digits: str, born: date, *, numeric: bool) -> tuple[str, ...]:
    found = {
        "nik_province_zero": digits[:2] == "00",
        "nik_same_digits": _is_uniform(digits),
        "nik_date_impossible": born == _NO_DATE,
        "nik_serial_zero": digits[12:] == "0000",
        "excel_precision_loss": _lost_to_excel(digits, numeric=numeric),
    }
    return tuple(code for code, is_so in found.items() if is_so)


def _kk_problems(digits: str, *, numeric: bool) -> tuple[str, ...]:
    found = {
        "kk_province_zero": digits[:2] == "00",
        "kk_same_digits": _is_uniform(digits),
        "kk_serial_zero": digits[12:] == "0000",
        "excel_precision_loss": _lost_to_excel(digits, numeric=numeric),
    }
    return tuple(code for code, is_so in found.items() if is_so)

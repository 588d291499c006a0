"""How official papers write numbers and days in words: `Senin tanggal empat bulan November …`."""

from datetime import date

from service.projections.sentences import MONTHS

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

_UNITS = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
_TEEN, _HUNDRED, _THOUSAND = 20, 100, 1_000
MOST = 1_000_000


def in_words(count: int) -> str:
    """Write a whole number from 0 up to a million, not included, in words: `dua puluh empat`."""
    assert 0 <= count < MOST, count
    if count < len(_UNITS):
        return _UNITS[count]
    if count < _TEEN:
        return f"{_UNITS[count - 10]} belas"
    if count < _HUNDRED:
        return _joined(f"{_UNITS[count // 10]} puluh", count % 10)
    if count < _THOUSAND:
        first = "seratus" if count < 2 * _HUNDRED else f"{_UNITS[count // _HUNDRED]} ratus"
        return _joined(first, count % _HUNDRED)
    first = "seribu" if count < 2 * _THOUSAND else f"{in_words(count // _THOUSAND)} ribu"
    return _joined(first, count % _THOUSAND)


def day_in_words(on: date) -> str:
    """Write a day as minutes begin: `Senin tanggal empat bulan November tahun dua ribu …`."""
    return (
        f"{WEEKDAYS[on.weekday()]} tanggal {in_words(on.day)} bulan {MONTHS[on.month - 1]} "
        f"tahun {in_words(on.year)}"
    )


def _joined(first: str, rest: int) -> str:
    return f"{first} {in_words(rest)}" if rest else first

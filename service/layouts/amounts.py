"""Amounts of rupiah as people and spreadsheets write them."""

import re

_AMOUNT = re.compile(
    r"-?\d{1,3}(\.\d{3})+(,\d{1,2})?|-?\d{1,3}(,\d{3})+(\.\d{1,2})?|-?\d+([.,]\d+)?"
)
_GROUP = len("000")
_ACCOUNTANTS_NOUGHT = {"-", "\u2013"}


class NoAmount(ValueError):  # noqa: N818  (an answer to whoever wrote it)
    """The text is no amount; the message says why, in Indonesian."""


def rupiah(told: str) -> int:
    """Return an amount in whole rupiah: `Rp1.500.000`, `1,500,000.00`, `1500000`.

    Raises:
        NoAmount: it is none, has cents, or is below nought.
    """
    plain = "0" if told in _ACCOUNTANTS_NOUGHT else re.sub(r"(?i)^rp\.?|\s", "", told)
    if not _AMOUNT.fullmatch(plain):
        raise NoAmount(f"jumlah {told} tidak terbaca" if told else "jumlah belum diisi")
    whole, cents = _whole(plain)
    if cents.strip("0"):
        raise NoAmount(f"jumlah {told} memuat sen; tulis rupiah penuh")
    if whole < 0:
        raise NoAmount(f"jumlah {told} kurang dari nol")
    return whole


def _whole(plain: str) -> tuple[int, str]:
    """Return the rupiah and the cents of an amount with dots, commas, both or neither."""
    head, cents = plain, ""
    for each in (",", "."):
        before, found, after = plain.rpartition(each)
        is_alone = plain.count(each) == 1 and len(after) != _GROUP
        if found and after.isdigit() and (len(after) < _GROUP or is_alone):
            head, cents = before, after
            break
    return int(re.sub(r"[.,]", "", head) or "0"), cents

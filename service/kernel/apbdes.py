"""Activity codes of a village budget (APBDes): many spellings, one code.

    02.04.01.   2.4.1   02.04.01   →   02.04.01
    02.04.*                        covers 02.04.13
    02                             a field (bidang), 02.04 a part of it (sub-bidang)

Segments are compared as numbers; a pattern ends in `*` and covers all below it. What is 05.03.00 in
one print-out and 05.03.01 in the next is compared by field and sub-field.
Source: Permendagri 20/2018 annex; Siskeudes (bidang, sub-bidang, kegiatan; 90 to 99 are local).
"""

import re
from collections.abc import Iterable

SEGMENTS = 3
LOCAL_FROM = 90

FIELD_LABELS: dict[str, str] = {
    "01": "Penyelenggaraan pemerintahan desa",
    "02": "Pelaksanaan pembangunan desa",
    "03": "Pembinaan kemasyarakatan",
    "04": "Pemberdayaan masyarakat",
    "05": "Penanggulangan bencana, keadaan darurat, dan mendesak",
}

_SPELLING = re.compile(r"\d{1,2}(\.\d{1,2}){0,2}(\.\*)?")


class NoActivityCode(ValueError):  # noqa: N818  (an answer to whoever wrote it)
    """The text is no activity code."""


def normalised(text: str) -> str:
    """Return a code in its one spelling: two digits a segment, no dot at the end.

    Raises:
        NoActivityCode: it can't be one.
    """
    bare = text.strip().rstrip(".").replace(" ", "")
    if not _SPELLING.fullmatch(bare) or len(bare.split(".")) > SEGMENTS:
        raise NoActivityCode(text)
    segments = [one if one == "*" else one.zfill(2) for one in bare.split(".")]
    if segments[0] not in FIELD_LABELS:
        raise NoActivityCode(text)
    return ".".join(segments)


def covers(pattern: str, code: str) -> bool:
    """Say whether an activity is the recommended one, or lies below the recommended field.

    Args:
        pattern, code: as `normalised` writes them; a pattern may end in `*`.
    """
    if pattern.endswith(".*"):
        return code.startswith(pattern[:-1])
    return code == pattern


def sub_field(code: str) -> str:
    """Return field and sub-field, by which emergency spending is compared: 05.03.00 is 05.03.01."""
    return ".".join(code.split(".")[:2])


def answers(patterns: Iterable[str], code: str) -> bool:
    """Say whether an activity is one of those recommended; of field 05, any of the sub-field is."""
    found = list(patterns)
    if code.startswith("05.") and any(sub_field(code) == sub_field(one) for one in found):
        return True
    return any(covers(one, code) for one in found)


def is_local(code: str) -> bool:
    """Say whether the district added the activity itself (90 to 99)."""
    last = code.rpartition(".")[2]
    return code.count(".") == SEGMENTS - 1 and last.isdecimal() and int(last) >= LOCAL_FROM

"""What a household is called on a sheet of paper: `K-0123`, a number within its village.

Nothing personal is in it, so it may stand on paper, be read out on the telephone and be typed by
whoever enters the sheet. Four digits, more where a village has more households.
"""

import re

_TYPED = re.compile(r"(?:[kK][\s-]?)?0*([1-9][0-9]{0,5})")


def row_code(number: int) -> str:
    """Return the code of a household's number in its village."""
    return f"K-{number:04d}"


def read_row_code(typed: str) -> int | None:
    """Return the number behind a code as people type it (`K-0123`, `k123`, `123`), or None."""
    found = _TYPED.fullmatch(typed.strip())
    return int(found[1]) if found else None

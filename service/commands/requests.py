"""What every request is made of: strict, limited, and readable in the API's own description.

Limits stand in the types, so that a wrong field is named before anything is loaded. No text may
hold control characters: PostgreSQL can't keep them, and nobody means them.
"""

from datetime import date
from typing import Annotated, TypeAlias, TypedDict

from msgspec import Meta, Struct

from service.application import Work
from service.kernel.guards import require_happened
from service.kernel.verdicts import Evidence, EvidenceKind

# A `$` alone would let a line end through behind the last letter.
_LINE = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$(?!\n)"
_MAYBE_LINE = r"^[^\x00-\x1f\x7f]*$(?!\n)"
_TEXT = r"^[^\x00-\x08\x0b-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x08\x0b-\x1f\x7f]*$"
_NAME = r"^[^\d\x00-\x1f\x7f]*[^\W\d_][^\d\x00-\x1f\x7f]*$(?!\n)"
REGION = r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[1-3][0-9]{3})?)?)?$(?!\n)"
VILLAGE = r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[1-3][0-9]{3}$(?!\n)"
PERCENT = r"^[0-9]{1,3}(\.[0-9]{1,2})?$(?!\n)"
MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$(?!\n)"
SLUG = r"^[a-z0-9]+([._-][a-z0-9]+)*$(?!\n)"

Line: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE)]
"""One line of text that says something."""

MaybeLine: TypeAlias = Annotated[str, Meta(max_length=200, pattern=_MAYBE_LINE)]
"""One line of text, or nothing."""

Words: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=2_000, pattern=_TEXT, description="Kept sealed.")
]
"""Several lines of text; only where they are sealed."""

Lines: TypeAlias = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=2_000,
        pattern=_TEXT,
        description="One a line; read by auditors, so never a resident's name.",
    ),
]
"""Several lines of text, kept in the open."""

Reason: TypeAlias = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=500,
        pattern=_LINE,
        description="Read by auditors; never a resident's name.",
    ),
]
"""Why, as an auditor will read it."""

PersonName: TypeAlias = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        pattern=_NAME,
        description="As on the identity card: no digits.",
    ),
]
"""A name of somebody."""

PopulationNumber: TypeAlias = Annotated[
    str,
    Meta(
        max_length=40,
        pattern=_MAYBE_LINE,
        description="NIK or KK number, with or without dots and spaces; empty is none.",
    ),
]
"""A NIK or a KK number as somebody wrote it."""

RegionCode: TypeAlias = Annotated[
    str,
    Meta(
        min_length=2,
        max_length=13,
        pattern=REGION,
        description="Kemendagri code with dots, of any level; covers all below it.",
    ),
]
"""A region of any level: `33`, `33.09`, `33.09.15`, `33.09.15.2009`."""

VillageCode: TypeAlias = Annotated[
    str,
    Meta(
        min_length=13,
        max_length=13,
        pattern=VILLAGE,
        description="Kemendagri code with dots: 33.09.15.2009.",
    ),
]
"""A desa or a kelurahan."""

Slug: TypeAlias = Annotated[
    str,
    Meta(min_length=2, max_length=60, pattern=SLUG, description="A short name, kept for good."),
]
"""A short name in an address: small letters and digits, one of `-._` between."""

Percent: TypeAlias = Annotated[
    str,
    Meta(pattern=PERCENT, description="In percent, two decimals at most: 8.07."),
]
"""A share as it is published."""

Month: TypeAlias = Annotated[str, Meta(pattern=MONTH, description="Year and month: 2024-11.")]
"""A month of a year."""

FiscalYear: TypeAlias = Annotated[int, Meta(ge=2000, le=2100)]
"""A budget year."""

Quantity: TypeAlias = Annotated[int, Meta(ge=1, le=1_000_000_000)]
"""How many of a unit."""


class Days(TypedDict):
    """What every decision asks about time: the day it is about, and today."""

    on: date
    today: date


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is told within a request."""


class Request(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody asks for.

    Args:
        occurred_on: the day it became true; today if it is not said.
    """

    occurred_on: date | None = None

    def days(self, work: Work) -> Days:
        """Return what every decision asks about time: the day it is about, and today."""
        return {"on": self.occurred_on or work.today, "today": work.today}


class Explain(Request, frozen=True, kw_only=True):
    """Nothing but the reason why."""

    reason: Reason


class Proof(Part, frozen=True, kw_only=True):
    """What shows that something is true.

    Args:
        reference: the number on the document, or the content hash of the file; never a name.
        on: the day on the document, of the photo, of the visit.
    """

    kind: EvidenceKind
    reference: Line
    on: date


Proofs: TypeAlias = Annotated[tuple[Proof, ...], Meta(max_length=20)]


def evidence(proofs: tuple[Proof, ...], work: Work) -> tuple[Evidence, ...]:
    """Return proofs as events keep them.

    Raises:
        NotHappenedYet: one of them is dated ahead.
    """
    for one in proofs:
        require_happened(one.on, today=work.today)
    return tuple(Evidence(kind=one.kind, reference=one.reference, on=one.on) for one in proofs)

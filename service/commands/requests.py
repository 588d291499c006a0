"""What every request is made of: strict, limited, and readable in the API's own description.

Limits stand in the types, so that a wrong field is named before anything is loaded.
"""

from datetime import date
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from service.application import Work
from service.kernel.guards import require_happened
from service.kernel.verdicts import Evidence, EvidenceKind

_LINE = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$(?!\n)"
_MAYBE_LINE = r"^[^\x00-\x1f\x7f]*$(?!\n)"
_NAME = r"^[^\d\x00-\x1f\x7f]*[^\W\d_][^\d\x00-\x1f\x7f]*$(?!\n)"
_REGION = r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[1-3][0-9]{3})?)?)?$(?!\n)"
_VILLAGE = r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[1-3][0-9]{3}$(?!\n)"
_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)"

Line: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE)]
"""One line of text that says something."""

MaybeLine: TypeAlias = Annotated[str, Meta(max_length=200, pattern=_MAYBE_LINE)]
"""One line of text, or nothing."""

Words: TypeAlias = Annotated[str, Meta(min_length=1, max_length=2_000, pattern=r"\S")]
"""Several lines of text; only where they are sealed."""

Reason: TypeAlias = Annotated[str, Meta(min_length=3, max_length=500, pattern=_LINE)]
"""Why, as an auditor will read it. No names of residents."""

PersonName: TypeAlias = Annotated[str, Meta(min_length=1, max_length=100, pattern=_NAME)]
"""A name as it is written on the identity card: no digits."""

Number: TypeAlias = Annotated[str, Meta(max_length=40, pattern=_MAYBE_LINE)]
"""A NIK or KK number as somebody wrote it, with or without dots and spaces; empty is none."""

RegionCode: TypeAlias = Annotated[str, Meta(min_length=2, max_length=13, pattern=_REGION)]
"""A Kemendagri code with dots, of any level: `33`, `33.09`, `33.09.15`, `33.09.15.2009`."""

VillageCode: TypeAlias = Annotated[str, Meta(min_length=13, max_length=13, pattern=_VILLAGE)]
"""A village's Kemendagri code with dots: `33.09.15.2009`."""

Slug: TypeAlias = Annotated[str, Meta(min_length=2, max_length=60, pattern=_SLUG)]
"""A short name in an address: small letters, digits and single hyphens."""


class Request(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is asked for."""


class Dated(Request, frozen=True, kw_only=True):
    """Something that happened on a day.

    Args:
        occurred_on: the day it became true; today if it is not said.
    """

    occurred_on: date | None = None

    def day(self, work: Work) -> date:
        """Return the day it became true."""
        return self.occurred_on or work.today


class Shown(Request, frozen=True, kw_only=True):
    """What shows that a finding is true.

    Args:
        reference: the number on the document, or the content hash of the file; never a name.
        on: the day on the document, of the photo, of the visit.
    """

    kind: EvidenceKind
    reference: Line
    on: date


EvidenceList: TypeAlias = Annotated[tuple[Shown, ...], Meta(max_length=20)]


def evidence(shown: tuple[Shown, ...], work: Work) -> tuple[Evidence, ...]:
    """Return evidence as events keep it.

    Raises:
        NotHappenedYet: a piece of it is dated ahead.
    """
    for one in shown:
        require_happened(one.on, today=work.today)
    return tuple(Evidence(kind=one.kind, reference=one.reference, on=one.on) for one in shown)

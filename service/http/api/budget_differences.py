"""What an amendment of a village's budget changed, line by line."""

from collections.abc import Sequence

from msgspec import Struct

from service.aggregates.budget_events import BudgetLine
from service.http.api.budget_answers import read
from service.kernel.budgets import Change
from service.kernel.roles import Actor
from service.projections.budgets import Version
from service.projections.moment import Moment
from service.regency import Regency


class Difference(Struct, frozen=True, kw_only=True):
    """A line before and after; an amount is None where there was no such line."""

    key: str
    activity: str
    name: str
    name_before: str
    fund_source: str
    before_rupiah: int | None
    after_rupiah: int | None
    delta_rupiah: int
    change: Change


class Differences(Struct, frozen=True, kw_only=True):
    """Two versions of a year, line by line."""

    village: str
    fiscal_year: int
    before: Version
    after: Version
    delta_rupiah: int
    lines: Sequence[Difference]
    position: int


def differences(
    regency: Regency,
    actor: Actor,
    village: str,
    fiscal_year: int,
    moment: Moment,
    *,
    before: int | None = None,
    after: int | None = None,
) -> Differences:
    """Return what changed from one version to another: from the first to the last unless said.

    Raises:
        OutOfScope, NotKnown: not the reader's, or there are no two.
    """
    last = read(regency, actor, village, fiscal_year, moment, number=after)
    known = [one.number for one in last.versions]
    if before is None:
        originals = [one.number for one in last.versions if one.kind == "original"]
        before = originals[-1] if originals and originals[-1] != last.version.number else known[0]
    first = read(regency, actor, village, fiscal_year, moment, number=before)
    was = {line.key: line for line in first.lines}
    now = {line.key: line for line in last.lines}
    keys = [*was, *(key for key in now if key not in was)]
    order = {key: (now.get(key) or was[key]).activity for key in keys}
    return Differences(
        village=village,
        fiscal_year=fiscal_year,
        before=first.version,
        after=last.version,
        delta_rupiah=last.version.total_rupiah - first.version.total_rupiah,
        lines=[_difference(was.get(key), now.get(key)) for key in sorted(keys, key=order.get)],  # type: ignore[arg-type]
        position=last.position,
    )


def _difference(before: BudgetLine | None, after: BudgetLine | None) -> Difference:
    line = after or before
    assert line is not None
    was = before.amount_rupiah if before else None
    now = after.amount_rupiah if after else None
    return Difference(
        key=line.key,
        activity=line.activity,
        name=line.name,
        name_before=before.name if before else "",
        fund_source=line.fund_source,
        before_rupiah=was,
        after_rupiah=now,
        delta_rupiah=(now or 0) - (was or 0),
        change=_change(before, after),
    )


def _change(before: BudgetLine | None, after: BudgetLine | None) -> Change:
    if before is None or after is None:
        return "removed" if after is None else "added"
    if after.amount_rupiah != before.amount_rupiah:
        return "increased" if after.amount_rupiah > before.amount_rupiah else "reduced"
    return "same" if after == before else "reworded"

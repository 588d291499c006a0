"""From which allocation a rupiah is paid, and to which it goes back.

A promise may rest on several allocations (zakat and a budget line, say), and each fund must know
what became of its own rupiah. So every payment names the allocations it drew on.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.commitment_events import Draw


class Allocation(Struct, frozen=True, kw_only=True):
    """Money set aside, and how much of it is paid out."""

    amount_rupiah: int
    drawn_rupiah: int = 0
    fund: str | None = None

    @property
    def left_rupiah(self) -> int:
        """Return what can still be paid from it."""
        return self.amount_rupiah - self.drawn_rupiah


def take(allocations: Mapping[UUID, Allocation], amount_rupiah: int) -> tuple[Draw, ...]:
    """Return from which allocations an amount is paid, the oldest first."""
    draws: list[Draw] = []
    for allocation, known in allocations.items():
        part = min(amount_rupiah, known.left_rupiah)
        if part > 0:
            draws.append(Draw(allocation=allocation, amount_rupiah=part, fund=known.fund))
            amount_rupiah -= part
    assert not amount_rupiah, "the caller looked whether there is enough"
    return tuple(draws)


def give_back(draws: tuple[Draw, ...], amount_rupiah: int) -> tuple[Draw, ...]:
    """Return to which allocations an amount goes back, the last one drawn first."""
    returned: list[Draw] = []
    for one in reversed(draws):
        part = min(amount_rupiah, one.amount_rupiah)
        if part > 0:
            returned.append(Draw(allocation=one.allocation, amount_rupiah=part, fund=one.fund))
            amount_rupiah -= part
    assert not amount_rupiah, "the caller looked whether there is enough"
    return tuple(returned)


def set_free(allocations: Mapping[UUID, Allocation], amount_rupiah: int) -> tuple[Draw, ...]:
    """Return which allocations give up an amount that is not paid yet, the newest first."""
    returned: list[Draw] = []
    for allocation, known in reversed(tuple(allocations.items())):
        part = min(amount_rupiah, known.left_rupiah)
        if part > 0:
            returned.append(Draw(allocation=allocation, amount_rupiah=part, fund=known.fund))
            amount_rupiah -= part
    assert not amount_rupiah, "the caller looked whether there is enough"
    return tuple(returned)


def negative(draws: Iterable[Draw]) -> Iterable[Draw]:
    """Yield the draws with the opposite sign."""
    return (replace(one, amount_rupiah=-one.amount_rupiah) for one in draws)


def merged(draws: Iterable[Draw]) -> tuple[Draw, ...]:
    """Return one draw for each allocation, leaving out those that came to nought."""
    sums: dict[UUID, Draw] = {}
    for one in draws:
        known = sums.get(one.allocation)
        amount = one.amount_rupiah + (known.amount_rupiah if known else 0)
        sums[one.allocation] = replace(one, amount_rupiah=amount)
    return tuple(one for one in sums.values() if one.amount_rupiah)


def drawn(allocations: Mapping[UUID, Allocation], draws: Iterable[Draw]) -> dict[UUID, Allocation]:
    """Return the allocations once money was paid from them."""
    after = dict(allocations)
    for one in draws:
        known = after[one.allocation]
        paid = known.drawn_rupiah + one.amount_rupiah
        after[one.allocation] = replace(known, drawn_rupiah=paid)
    return after


def loosened(
    allocations: Mapping[UUID, Allocation], returned: Iterable[Draw]
) -> dict[UUID, Allocation]:
    """Return the allocations once money was taken out of them and given back to its fund."""
    after = dict(allocations)
    for one in returned:
        known = after[one.allocation]
        after[one.allocation] = replace(
            known, amount_rupiah=known.amount_rupiah - one.amount_rupiah
        )
    return after


def by_fund(draws: Iterable[Draw]) -> dict[str, int]:
    """Return how much each fund has to do with; what came from budget lines is left out."""
    sums: dict[str, int] = {}
    for one in draws:
        if one.fund is not None:
            sums[one.fund] = sums.get(one.fund, 0) + one.amount_rupiah
    return sums

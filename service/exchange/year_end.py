"""The end of a fiscal year: every promise of it that was not kept lets go of what is left.

    look → lapse, a thousand at a time → look: nothing is left

Each promise lapses in a save of its own, with its fund and its need; broken off and asked again, it
goes on with those that are left. What is paid or handed over stays, and so does who owes it proof.
"""

from collections import Counter
from collections.abc import Mapping
from functools import partial

from msgspec import Struct

from service.aggregates.commitment import YearNotOver
from service.application import command_id
from service.commands import commitment_changes
from service.commands.requests import Request
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.policies import access
from service.projections import commitments
from service.projections.commitments import Asked
from service.regency import Regency

MOST_AT_ONCE = 1_000
_PAGE = 200


class Unkept(Struct, frozen=True, kw_only=True):
    """What of a fiscal year's promises is neither paid nor handed over.

    Args:
        partners: how many of each partner.
    """

    fiscal_year: int
    commitments: int
    left_rupiah: int
    partners: Mapping[str, int]


class Lapsed(Struct, frozen=True, kw_only=True):
    """What became of them.

    Args:
        lapsed: promises that let go of `released_rupiah` now.
        refused: how many stayed, by the name of the rule.
        left: how many are still to be asked.
    """

    fiscal_year: int
    lapsed: int
    released_rupiah: int
    refused: Mapping[str, int]
    left: int


def unkept(regency: Regency, actor: Actor, fiscal_year: int) -> Unkept:
    """Say what would lapse; nothing is written.

    Raises:
        NotAllowed: not this actor.
        YearNotOver: it can still be kept.
    """
    _require(regency, actor, fiscal_year)
    with regency.reading(actor) as conn:
        found = commitments.unkept(conn, regency.schema, _asked(actor, fiscal_year))
    return Unkept(
        fiscal_year=fiscal_year,
        commitments=sum(one.commitments for one in found),
        left_rupiah=sum(one.left_rupiah for one in found),
        partners={one.partner: one.commitments for one in found},
    )


def lapse(
    regency: Regency,
    actor: Actor,
    fiscal_year: int,
    *,
    channel: str,
    most: int = MOST_AT_ONCE,
) -> Lapsed:
    """Let go of what a fiscal year left unkept; asked again, it goes on.

    Raises:
        NotAllowed: not this actor.
        YearNotOver: it can still be kept.
        LogUnavailable, TooBusy: what has lapsed stays so; ask again.
    """
    _require(regency, actor, fiscal_year)
    refused, lapsed, released, after = Counter[str](), 0, 0, None
    while lapsed + refused.total() < most:
        with regency.reading(actor) as conn:
            found = commitments.find(
                conn, regency.schema, _asked(actor, fiscal_year), limit=_PAGE, after=after
            )
        for one in found[: most - lapsed - refused.total()]:
            try:
                regency.ledger.record(
                    actor,
                    partial(commitment_changes.lapse, commitment=one.commitment, ask=Request()),
                    command_id=command_id("lapse", regency.code, str(one.commitment)),
                    channel=channel,
                )
            except Refused as refusal:
                refused[type(refusal).__name__] += 1
            else:
                lapsed += 1
                released += one.committed_rupiah - max(one.disbursed_rupiah, one.delivered_rupiah)
            after = one.opened
        if len(found) < _PAGE:
            break
    left = unkept(regency, actor, fiscal_year).commitments - refused.total()
    return Lapsed(
        fiscal_year=fiscal_year,
        lapsed=lapsed,
        released_rupiah=released,
        refused=dict(refused),
        left=max(0, left),
    )


def _require(regency: Regency, actor: Actor, fiscal_year: int) -> None:
    access.require(actor, "commitments.lapse")
    if regency.ledger.today.year <= fiscal_year:
        raise YearNotOver(fiscal_year=fiscal_year)
    regency.engine.catch_up("commitments")


def _asked(actor: Actor, fiscal_year: int) -> Asked:
    return Asked(areas=actor.scope.areas, states=("active",), fiscal_year=fiscal_year, is_left=True)

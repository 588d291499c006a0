"""What a decision of the meeting makes of a household, and which decisions make sense.

A decision agrees with what was found, or it says otherwise and is then a verdict of its own. What
was found is proposed, so that the rest can be approved at once; a household nobody has looked at,
one that was proposed and one that was not found are decided one by one.
"""

from typing import ClassVar

from service.aggregates.musdes_events import Decision, RemovalReason, RowDecision, ShownRow
from service.kernel.refusals import Refused
from service.kernel.verdicts import CLOSED, HouseholdStatus

RESULTS: dict[RemovalReason, HouseholdStatus] = {
    "deceased": "deceased",
    "moved_out": "moved_out",
    "moved_abroad": "moved_abroad",
    "duplicate": "duplicate",
    "not_found": "untraceable",
    "better_off": "better_off",
    "graduated": "graduated",
    "self_withdrew": "self_withdrew",
    "merged": "merged",
    "no_members": "closed",
    "list_withdrawn": "withdrawn",
}
"""How a household stands that was removed for a reason."""

REASONS: dict[HouseholdStatus, RemovalReason] = {status: code for code, status in RESULTS.items()}
"""Why a household is removed that stands like this."""

SELDOM: frozenset[RemovalReason] = frozenset({"merged", "no_members", "list_withdrawn"})
"""Reasons the meeting can only agree with: to say so first takes another act."""


class DecisionUnfit(Refused):
    """Keputusan ini tidak cocok dengan keadaan keluarga."""

    way_out: ClassVar[str] = (
        "Usulan baru ditambahkan atau dikeluarkan; yang sudah ditutup dikeluarkan dengan alasan "
        "yang tercatat; selain itu mintalah pemeriksaan ulang."
    )


class RemovalUnexplained(Refused):
    """Alasan mengeluarkan keluarga ini belum lengkap."""

    way_out: ClassVar[str] = (
        "Pilih alasannya; untuk mampu sebutkan buktinya, untuk meninggal isi tanggalnya, untuk "
        "ganda tunjuk keluarga yang tetap."
    )


def proposed(row: ShownRow) -> RowDecision | None:
    """Return the decision that agrees with what was found; None where it must be spoken about."""
    if row.status == "eligible":
        return RowDecision(household=row.household, decision="keep")
    if row.status in REASONS:
        return RowDecision(household=row.household, decision="remove", reason=REASONS[row.status])
    return None


def result(row: ShownRow, decided: RowDecision) -> HouseholdStatus:
    """Return how the household stands by a decision."""
    if decided.decision == "send_back":
        return row.status
    if decided.decision == "remove":
        assert decided.reason is not None, "a removal without a reason was refused"
        return RESULTS[decided.reason]
    return "eligible"


def agrees(row: ShownRow, decided: RowDecision) -> bool:
    """Say whether a decision leaves the household standing as it does."""
    return result(row, decided) == row.status


def require_fit(row: ShownRow, decided: RowDecision) -> None:
    """Refuse a decision that does not fit a household, or says too little.

    Raises:
        DecisionUnfit: it can't be decided so.
        RemovalUnexplained: why is not said well enough.
    """
    match decided.decision:
        case "send_back":
            return
        case "add":
            if row.status != "newly_proposed":
                raise DecisionUnfit(**_named(row, decided.decision))
        case "keep":
            if row.status == "newly_proposed" or row.status in CLOSED:
                raise DecisionUnfit(**_named(row, decided.decision))
        case "remove":
            _require_reason(row, decided)


def _require_reason(row: ShownRow, decided: RowDecision) -> None:
    why: dict[str, str | None] = {**_named(row, decided.decision), "removal": decided.reason}
    if decided.reason is None:
        raise RemovalUnexplained(**why)
    if RESULTS[decided.reason] == row.status:
        return
    if row.status in CLOSED or decided.reason in SELDOM:
        raise DecisionUnfit(**why)
    if decided.reason == "not_found" and row.status != "not_found":
        raise DecisionUnfit(**why)  # nobody falls off a list for not being at home
    is_said: dict[RemovalReason, bool] = {
        "better_off": decided.better_off is not None,
        "deceased": decided.since is not None,
        "duplicate": decided.survivor not in {None, row.household},
    }
    if not is_said.get(decided.reason, True):
        raise RemovalUnexplained(**why)


def _named(row: ShownRow, decision: Decision) -> dict[str, str]:
    return {"household": str(row.household), "status": row.status, "decision": decision}

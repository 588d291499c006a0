"""A sign that looked odd, and what a human says about it.

    (raised by a rule, again and again) → explain*

Signs are worked out from testimonies whenever somebody asks; what is recorded is only the
explanation. It covers what had happened by then: more of the same raises the sign anew.

Source: domain reference, nightmare 7; separation of duties (the flagged account explains nothing).
"""

from datetime import date
from typing import ClassVar, Literal, Self, TypeAlias
from uuid import UUID

from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.refusals import Refused

Outcome: TypeAlias = Literal["harmless", "put_right", "reported"]

ANOMALY_OUTCOME_LABELS: dict[Outcome, str] = {
    "harmless": "Wajar, ada penjelasannya",
    "put_right": "Keliru, sudah dibetulkan",
    "reported": "Diteruskan kepada Inspektorat",
}


class AnomalyExplained(Event, frozen=True, kw_only=True):
    """Somebody looked into a sign and says what it was.

    Args:
        kind: code, as `policies.anomalies` tells it.
        village: where; account: whose testimonies raised it, empty if not those of one account.
        upto: the last testimony that the explanation covers.
    """

    tag: ClassVar[str] = "anomaly.explained"
    sentence: ClassVar[str] = (
        "menjelaskan tanda kejanggalan di {village:village} ({outcome:label}): {reason}"
    )

    anomaly: UUID
    kind: str
    village: str
    account: str
    upto: int
    outcome: Outcome
    reason: str


AnyAnomalyEvent: TypeAlias = AnomalyExplained


class ExplainedAlready(Refused):
    """Tanda ini sudah dijelaskan dan tidak bertambah sejak itu."""

    way_out: ClassVar[str] = "Tunggu sampai ada kejadian baru dengan tanda yang sama."


class OwnAnomaly(Refused):
    """Tanda ini tentang pekerjaan Anda sendiri."""

    way_out: ClassVar[str] = "Mintalah atasan atau sekretariat menjelaskannya."


class Anomaly(Aggregate[AnyAnomalyEvent], frozen=True):
    """How far it has been explained."""

    category: ClassVar[str] = "anomaly"

    upto: int = 0

    def after(self, event: AnyAnomalyEvent) -> Self:
        """Return what is known once `event` is known too."""
        return replace(self, upto=event.upto)

    def explain(
        self,
        anomaly: UUID,
        *,
        kind: str,
        village: str,
        account: str,
        upto: int,
        outcome: Outcome,
        reason: str,
        by: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Say what a sign was.

        Args:
            upto: the last testimony behind it.
            by: account of whoever explains.

        Raises:
            OwnAnomaly: nobody explains the own work.
            ExplainedAlready: there is nothing new to explain.
            ReasonMissing, NotHappenedYet: not like this.
        """
        if account and account == by:
            raise OwnAnomaly
        if upto <= self.upto:
            raise ExplainedAlready
        require_happened(on, today=today)
        require_reason(reason)
        return (
            AnomalyExplained(
                occurred_on=on,
                anomaly=anomaly,
                kind=kind,
                village=village,
                account=account,
                upto=upto,
                outcome=outcome,
                reason=reason,
            ),
        )

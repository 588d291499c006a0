"""Commands about signs that looked odd: explained by somebody else than they are about."""

from uuid import UUID

from msgspec import Struct

from service.aggregates.anomaly import Anomaly, Outcome
from service.application import Work, command_id
from service.commands.requests import Reason, Request
from service.policies import access
from service.policies.anomalies import AnomalyKind


class Explain(Request, frozen=True, kw_only=True):
    """What a sign was."""

    outcome: Outcome
    reason: Reason


class Sign(Struct, frozen=True, kw_only=True):
    """A sign as the rule raises it now.

    Args:
        account: whose testimonies raise it; empty if not those of one account.
        about: what else tells it from others of its kind: a day, a reference.
        upto: the last testimony behind it.
    """

    kind: AnomalyKind
    village: str
    account: str
    about: str
    upto: int

    @property
    def id(self) -> UUID:
        """The same sign has the same id, however much is behind it by now."""
        return command_id("anomaly", self.kind, self.village, self.account, self.about)


def explain(work: Work, sign: Sign, ask: Explain) -> UUID:
    """Say what a sign was.

    Raises:
        NotAllowed, OutOfScope: the village is not the actor's.
        OwnAnomaly, ExplainedAlready, NotHappenedYet: not like this.
    """
    access.require(work.actor, "anomalies.explain", village=sign.village)
    events = work.load(Anomaly, sign.id).explain(
        sign.id,
        kind=sign.kind,
        village=sign.village,
        account=sign.account,
        upto=sign.upto,
        outcome=ask.outcome,
        reason=ask.reason,
        by=work.actor.account,
        **ask.days(work),
    )
    work.append(Anomaly, sign.id, *events)
    return sign.id

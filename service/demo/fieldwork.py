"""What villages and mentors find at the doors of the listed households."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from random import Random
from uuid import UUID

from msgspec import Struct

from service.aggregates.household import Household
from service.commands import indicators, validations, villages
from service.commands.needs import JudgeNeed
from service.commands.requests import Proof
from service.commands.validations import JudgeHousehold, JudgePresence
from service.demo import answers
from service.demo.bootstrap import run
from service.kernel.needs import NeedType
from service.kernel.roles import Actor
from service.projections import statuses
from service.projections.moment import Moment
from service.reference.regions import Village
from service.regency import Regency

VISITS_A_VILLAGE = 30
PERIOD_DAYS = 50
NEEDS: tuple[tuple[NeedType, float], ...] = (
    ("housing", 0.28),
    ("sanitation", 0.3),
    ("clean_water", 0.2),
    ("food", 0.4),
    ("business_capital", 0.12),
    ("elderly_alone", 0.06),
)


class Want(Struct, frozen=True, kw_only=True):
    """A confirmed need, waiting for somebody to answer it."""

    household: UUID
    village: str
    need: NeedType
    on: date


class Fieldwork:
    """Visits, village by village."""

    def __init__(
        self, regency: Regency, cast: Mapping[str, Actor], today: date, chance: Random
    ) -> None:
        self._regency = regency
        self._cast = cast
        self._today = today
        self._chance = chance

    def visit(self, village: Village, number: int) -> list[Want]:
        """Look at some households of a village; return the needs that were confirmed."""
        self._assess(village, number)
        operators = ("desa-1.operator", "desa-2.operator")
        operator = self._cast[[*operators, "tkpkd.sekretaris"][min(number, len(operators))]]
        self._regency.engine.catch_up("statuses")
        with self._regency.pool.connection() as conn:
            found = statuses.households(
                conn,
                self._regency.schema,
                village.code,
                Moment(),
                limit=VISITS_A_VILLAGE,
            )
        wants: list[Want] = []
        for household in found:
            on = self._today - timedelta(days=self._chance.randrange(8, PERIOD_DAYS))
            wants += self._knock(operator, household.household, village, on)
        return wants

    def _knock(self, operator: Actor, household: UUID, village: Village, on: date) -> list[Want]:
        fate = self._chance.random()
        members = self._regency.ledger.look(Household, household)[1].belonging()
        if fate < 0.62:  # noqa: PLR2004  (shares of a story, not rules)
            return self._confirm(operator, household, village, on)
        if fate < 0.72:  # noqa: PLR2004
            self._judge(operator, household, on, "better_off", reason="assets", kind="visit")
        elif fate < 0.79:  # noqa: PLR2004
            self._bury(operator, household, members, on)
        elif fate < 0.85:  # noqa: PLR2004
            for person in members:
                self._moved(operator, household, person, on)
        elif fate < 0.88:  # noqa: PLR2004
            self._not_found(operator, household, members[0], on)
        elif fate < 0.91:  # noqa: PLR2004
            self._judge(operator, household, on, "self_withdrew", kind="statement")
        return []

    def _confirm(self, operator: Actor, household: UUID, village: Village, on: date) -> list[Want]:
        self._judge(operator, household, on, "eligible", kind="visit")
        wants = []
        for need, share in NEEDS:
            if self._chance.random() < share:
                ask = JudgeNeed(
                    need=need,
                    verdict="confirmed",
                    method="visit",
                    evidence=(_proof("photo", on),),
                    occurred_on=on,
                )
                self._do(operator, f"need {household} {need}", household, ask)
                wants.append(Want(household=household, village=village.code, need=need, on=on))
        asked = answers.told(household, on)
        run(
            self._regency,
            operator,
            f"indicators {household}",
            partial(indicators.record, household=household, ask=asked),
        )
        return wants

    def _judge(
        self,
        operator: Actor,
        household: UUID,
        on: date,
        verdict: str,
        *,
        kind: str,
        reason: str | None = None,
    ) -> None:
        ask = JudgeHousehold(
            verdict=verdict,  # type: ignore[arg-type]
            method="visit",
            reason=reason,  # type: ignore[arg-type]
            evidence=(_proof(kind, on),),
            occurred_on=on,
        )
        self._do(operator, f"household {household}", household, ask)

    def _bury(self, operator: Actor, household: UUID, members: Sequence[UUID], on: date) -> None:
        """Somebody died; of a single person, nothing of the household is left."""
        since = on - timedelta(days=self._chance.randrange(5, 12))
        ask = JudgePresence(
            person=members[-1] if len(members) > 1 else members[0],
            verdict="deceased",
            method="visit",
            since=since,
            evidence=(_proof("document", since),),
            occurred_on=on,
        )
        self._do(operator, f"death {household}", household, ask)

    def _moved(self, operator: Actor, household: UUID, person: UUID, on: date) -> None:
        ask = JudgePresence(
            person=person,
            verdict="moved_out",
            method="visit",
            since=on - timedelta(days=4),
            destination="31.74",
            evidence=(_proof("statement", on),),
            occurred_on=on,
        )
        self._do(operator, f"move {person}", household, ask)

    def _not_found(self, operator: Actor, household: UUID, person: UUID, on: date) -> None:
        proofs = (
            _proof("visit", on - timedelta(days=3)),
            _proof("visit", on),
            _proof("statement", on),
        )
        ask = JudgePresence(
            person=person, verdict="not_found", method="visit", evidence=proofs, occurred_on=on
        )
        self._do(operator, f"search {person}", household, ask)

    def _assess(self, village: Village, number: int) -> None:
        """Mentor and village look at the village together and both sign."""
        if number >= 2:  # noqa: PLR2004  (only the first two villages have offices of their own)
            return
        on = self._today - timedelta(days=PERIOD_DAYS)
        mentor = self._cast["dinsos.pendamping"]
        head = self._cast["desa-1.operator" if number == 0 else "desa-2.operator"]
        record = villages.RecordAssessment(
            side="mentor",
            potentials=(
                villages.GivenFinding(category="economic", text="Kelompok ternak sapi perah aktif"),
            ),
            needs=(villages.GivenFinding(category="other", text="Jamban warga", count=24),),
            problems=(
                villages.GivenFinding(category="human", text="Lansia tinggal sendiri", count=11),
            ),
            occurred_on=on,
        )
        made = run(
            self._regency,
            mentor,
            f"assessment {village.code}",
            partial(villages.record_assessment, village=village.code, ask=record),
        )
        cosign = villages.Cosign(side="village", occurred_on=on + timedelta(days=3))
        run(
            self._regency,
            head,
            f"signature {village.code}",
            partial(
                villages.cosign_assessment, village=village.code, assessment=UUID(made), ask=cosign
            ),
        )

    def _do(self, actor: Actor, key: str, household: UUID, ask: validations.Validation) -> None:
        run(self._regency, actor, key, partial(validations.validate, household=household, ask=ask))


def _proof(kind: str, on: date) -> Proof:
    return Proof(kind=kind, reference=f"{kind[:3].upper()}-{on:%m%d}", on=on)  # type: ignore[arg-type]

"""What was asked at a door, and what the rule sets make of it.

The answers are personal and sealed with the household's key: nobody who reads the log learns what
the floor is made of, or who is ill. Open are the instrument, how many answers there are, and what
each set of criteria came to, for these are what is counted by village; the needs that came out are
events of their own (`need.claimed`), and name the rule, not the answer.
"""

from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from service.aggregates.household_events import NeedEvent, Source
from service.kernel.events import Event
from service.kernel.indicators import InstrumentName, Told
from service.kernel.privacy import Private
from service.kernel.rule_sets import Outcome
from service.kernel.verdicts import Method

RetractionReason: TypeAlias = Literal["list_withdrawn", "ranked_anew"]

RETRACTION_LABELS: dict[RetractionReason, str] = {
    "list_withdrawn": "daftar yang menjadi dasarnya ditarik",
    "ranked_anew": "daftar yang lebih baru tidak lagi menjadi dasarnya",
}


class SetResult(Struct, frozen=True, kw_only=True):
    """What a set of criteria came to, by the version that was in force.

    Args:
        met, known, of: criteria that are met, that the answers decide, and that there are.
    """

    rule_set: str
    version: int
    outcome: Outcome
    met: int
    known: int
    of: int


class IndicatorsRecorded(Event, frozen=True, kw_only=True):
    """Somebody asked how a household lives, and wrote the answers down.

    Args:
        edition: of the instrument, whose codes the answers are.
        by: the account whose testimony it is; empty for what a list says.
        source: the row of a list that says so; None if somebody asked.
        answered: how many questions have an answer.
        results: by what is known with the answers of before.
    """

    tag: ClassVar[str] = "indicators.recorded"
    sentence: ClassVar[str] = (
        "mencatat {answered:number} jawaban indikator keluarga {household:household} "
        "di {village:village}"
    )

    household: UUID
    village: str
    instrument: InstrumentName
    edition: str
    method: Method
    by: str
    answered: int
    answers: Private[Told]
    results: tuple[SetResult, ...] = ()
    source: Source | None = None


class NeedRetracted(NeedEvent, frozen=True, kw_only=True):
    """What a need was claimed by holds no more, and nobody has looked: it is no claim any more.

    Args:
        source: the row of the list that said so, of a list that was withdrawn; or of the newer one
            that says otherwise.
    """

    tag: ClassVar[str] = "need.retracted"
    sentence: ClassVar[str] = (
        "menggugurkan dugaan kebutuhan {need:need} keluarga {household:household} sebab "
        "{because:label}"
    )

    because: RetractionReason
    source: Source | None = None

"""Every event the log can hold. One outside this union can be neither written nor read."""

from collections import ChainMap
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, TypeAlias, get_args

from msgspec import inspect

from service.aggregates.account_events import AnyAccountEvent
from service.aggregates.accountability import AnyAccountabilityEvent
from service.aggregates.agreement_events import DOCUMENT_KIND_LABELS, AnyAgreementEvent
from service.aggregates.aid_report import AnyAidReportEvent
from service.aggregates.anomaly import ANOMALY_OUTCOME_LABELS, AnyAnomalyEvent
from service.aggregates.area_group import GROUP_KIND_LABELS, AnyAreaGroupEvent
from service.aggregates.boundary import AnyBoundaryEvent
from service.aggregates.budget_events import AnyBudgetEvent
from service.aggregates.clearance import CLEARANCE_OUTCOME_LABELS, AnyClearanceEvent
from service.aggregates.commitment_events import (
    DISPUTE_OUTCOME_LABELS,
    DISPUTE_REASON_LABELS,
    ENTRY_STAGE_LABELS,
)
from service.aggregates.commitment_plan_events import CONDITION_LABELS
from service.aggregates.commitment_state import AnyCommitmentEvent
from service.aggregates.correction import CORRECTION_OUTCOME_LABELS, AnyCorrectionEvent
from service.aggregates.deposit import COLLECTED_BY_LABELS, AnyDepositEvent
from service.aggregates.duplicate import AnyDuplicateEvent
from service.aggregates.figure_events import AnyFigureEvent, TargetAdopted
from service.aggregates.flag import AnyFlagEvent
from service.aggregates.fund_events import CAUSE_LABELS, FUND_TYPE_LABELS, AnyFundEvent
from service.aggregates.household_dispute_events import SUBJECT_LABELS
from service.aggregates.household_events import RELEASE_LABELS
from service.aggregates.household_indicator_events import RETRACTION_LABELS
from service.aggregates.household_state import AnyHouseholdEvent
from service.aggregates.initiative_events import (
    MANDATE_KIND_LABELS,
    AnyInitiativeEvent,
)
from service.aggregates.initiative_events import (
    OUTCOME_LABELS as INITIATIVE_OUTCOME_LABELS,
)
from service.aggregates.interest import AnyInterestEvent
from service.aggregates.musdes_events import (
    ADDRESSEE_LABELS,
    ANSWER_LABELS,
    MUSDES_KIND_LABELS,
    POSTPONED_FOR_LABELS,
    SIGNER_LABELS,
    AnyMusdesEvent,
)
from service.aggregates.partner import AnyPartnerEvent
from service.aggregates.payment_batch import AnyPaymentBatchEvent
from service.aggregates.petition import (
    PETITION_KIND_LABELS,
    RULING_LABELS,
    TARGET_LABELS,
    AnyPetitionEvent,
)
from service.aggregates.photo import PHOTO_KIND_LABELS, AnyPhotoEvent
from service.aggregates.programme import AnyProgrammeEvent
from service.aggregates.recheck import AnyRecheckEvent
from service.aggregates.resurrection import AnyResurrectionEvent
from service.aggregates.rule_set import AnyRuleSetEvent
from service.aggregates.statement import AnyStatementEvent
from service.aggregates.subject_request_events import (
    HOLD_LABELS,
    LEGAL_BASIS_LABELS,
    OUTCOME_LABELS,
    PROOF_LABELS,
    REQUEST_KIND_LABELS,
    AnySubjectRequestEvent,
)
from service.aggregates.target_list import RESOLUTION_LABELS, AnyListEvent, AnyRowEvent
from service.aggregates.upz import AnyUpzEvent
from service.aggregates.village_events import (
    SIDE_LABELS,
    VILLAGE_CLASS_LABELS,
    VILLAGE_KIND_LABELS,
    AnyVillageEvent,
)
from service.kernel.budgets import BUDGET_ANSWER_LABELS, BUDGET_KIND_LABELS
from service.kernel.events import Event
from service.kernel.figures import KIND_LABELS
from service.kernel.helixes import ORG_TYPE_LABELS
from service.kernel.people import IDENTITY_MATCHES

AnyEvent: TypeAlias = (
    AnyHouseholdEvent
    | AnyVillageEvent
    | AnyPartnerEvent
    | AnyProgrammeEvent
    | AnyFundEvent
    | AnyUpzEvent
    | AnyDepositEvent
    | AnyCommitmentEvent
    | AnyAccountabilityEvent
    | AnyPaymentBatchEvent
    | AnyListEvent
    | AnyRowEvent
    | AnyAccountEvent
    | AnyAgreementEvent
    | AnyStatementEvent
    | AnyAidReportEvent
    | AnyInterestEvent
    | AnySubjectRequestEvent
    | AnyRuleSetEvent
    | AnyMusdesEvent
    | AnyCorrectionEvent
    | AnyPhotoEvent
    | AnyRecheckEvent
    | AnyResurrectionEvent
    | AnyAnomalyEvent
    | AnyFigureEvent
    | TargetAdopted
    | AnyDuplicateEvent
    | AnyAreaGroupEvent
    | AnyBoundaryEvent
    | AnyInitiativeEvent
    | AnyBudgetEvent
    | AnyPetitionEvent
    | AnyClearanceEvent
    | AnyFlagEvent
)

EVENTS: dict[str, type[Event]] = {event.tag: event for event in get_args(AnyEvent)}
"""Event classes by the tag they are stored under; superseded shapes belong here too."""

LABELS: tuple[Mapping[Any, str], ...] = (
    DOCUMENT_KIND_LABELS,
    RELEASE_LABELS,
    RETRACTION_LABELS,
    CLEARANCE_OUTCOME_LABELS,
    SUBJECT_LABELS,
    PETITION_KIND_LABELS,
    TARGET_LABELS,
    RULING_LABELS,
    IDENTITY_MATCHES,
    DISPUTE_REASON_LABELS,
    DISPUTE_OUTCOME_LABELS,
    ENTRY_STAGE_LABELS,
    CONDITION_LABELS,
    FUND_TYPE_LABELS,
    CAUSE_LABELS,
    COLLECTED_BY_LABELS,
    RESOLUTION_LABELS,
    SIDE_LABELS,
    VILLAGE_CLASS_LABELS,
    VILLAGE_KIND_LABELS,
    ORG_TYPE_LABELS,
    REQUEST_KIND_LABELS,
    PROOF_LABELS,
    HOLD_LABELS,
    OUTCOME_LABELS,
    LEGAL_BASIS_LABELS,
    CORRECTION_OUTCOME_LABELS,
    MUSDES_KIND_LABELS,
    POSTPONED_FOR_LABELS,
    SIGNER_LABELS,
    ADDRESSEE_LABELS,
    ANSWER_LABELS,
    PHOTO_KIND_LABELS,
    ANOMALY_OUTCOME_LABELS,
    KIND_LABELS,
    GROUP_KIND_LABELS,
    MANDATE_KIND_LABELS,
    INITIATIVE_OUTCOME_LABELS,
    BUDGET_KIND_LABELS,
    BUDGET_ANSWER_LABELS,
)
"""What the codes of events are called, one table for each kind of code."""


def labels_of(kind: type[Event], name: str) -> Mapping[Any, str]:
    """Return what the codes of an event's field are called in a sentence.

    Two vocabularies may share a word (`rejected`): the one that counts knows all codes of the
    field, and fewest others.
    """
    told = inspect.type_info(kind)
    assert isinstance(told, inspect.StructType)
    codes = next(_codes(field.type) for field in told.fields if field.name == name)
    known = [labels for labels in LABELS if codes and codes <= labels.keys()]
    return min(known, key=len) if known else ChainMap(*map(dict, LABELS))


def _codes(told: inspect.Type) -> AbstractSet[Any]:
    """Return the codes of a type, none if it is not made of codes."""
    match told:
        case inspect.LiteralType():
            return set(told.values)
        case inspect.UnionType():
            return set().union(*map(_codes, told.types))
    return frozenset()

"""What codes are called on pages: the words of the domain, in one place for every template."""

from collections.abc import Mapping
from typing import Any

from service.aggregates.agreement_events import AGREEMENT_KIND_LABELS, DOCUMENT_KIND_LABELS
from service.aggregates.aid_report import AID_FORM_LABELS, AID_REPORT_STATE_LABELS
from service.aggregates.anomaly import ANOMALY_OUTCOME_LABELS
from service.aggregates.area_group import GROUP_KIND_LABELS
from service.aggregates.clearance import CLEARANCE_OUTCOME_LABELS, CLEARANCE_STATE_LABELS
from service.aggregates.commitment_events import (
    DISPUTE_OUTCOME_LABELS,
    DISPUTE_REASON_LABELS,
    ENTRY_STAGE_LABELS,
    FORM_LABELS,
    PAYMENT_METHOD_LABELS,
    VOICE_LABELS,
)
from service.aggregates.commitment_plan_events import CONDITION_LABELS
from service.aggregates.commitment_state import DELIVERY_LABELS, STAGE_LABELS
from service.aggregates.correction import CORRECTION_OUTCOME_LABELS
from service.aggregates.deposit import COLLECTED_BY_LABELS
from service.aggregates.duplicate import BAND_LABELS, LIKENESS_LABELS, PAIR_STATE_LABELS
from service.aggregates.flag import FLAG_LABELS
from service.aggregates.fund_events import CAUSE_LABELS, FUND_TYPE_LABELS
from service.aggregates.household_dispute_events import SUBJECT_LABELS
from service.aggregates.initiative_events import (
    HORIZON_LABELS,
    MANDATE_KIND_LABELS,
    MARK_LABELS,
)
from service.aggregates.initiative_events import OUTCOME_LABELS as INITIATIVE_OUTCOME_LABELS
from service.aggregates.initiative_templates import TEMPLATE_LABELS
from service.aggregates.musdes_events import (
    ADDRESSEE_LABELS,
    ANSWER_LABELS,
    ATTENDEE_ROLE_LABELS,
    DECISION_LABELS,
    MUSDES_KIND_LABELS,
    POSTPONED_FOR_LABELS,
    REMOVAL_LABELS,
    SIGNER_LABELS,
)
from service.aggregates.musdes_state import STAGE_LABELS as MUSDES_STAGE_LABELS
from service.aggregates.petition import (
    PETITION_KIND_LABELS,
    PETITION_STATE_LABELS,
    RULING_LABELS,
    TARGET_LABELS,
)
from service.aggregates.photo import PHOTO_KIND_LABELS
from service.aggregates.programme import RECURRENCE_LABELS, TARGET_UNIT_LABELS
from service.aggregates.subject_request_events import (
    HOLD_LABELS,
    LEGAL_BASIS_LABELS,
    OUTCOME_LABELS,
    PROOF_LABELS,
    REQUEST_KIND_LABELS,
    REQUESTER_LABELS,
)
from service.aggregates.target_list import RESOLUTION_LABELS
from service.aggregates.village_events import (
    FINDING_CATEGORY_LABELS,
    SIDE_LABELS,
    VILLAGE_CLASS_LABELS,
    VILLAGE_KIND_LABELS,
)
from service.commands.duplicates import EXTENT_LABELS
from service.exchange.budgets import VILLAGE_OUTCOME_LABELS
from service.kernel.budgets import (
    BUDGET_ANSWER_LABELS,
    BUDGET_KIND_LABELS,
    CHANGE_LABELS,
    FUND_SOURCE_LABELS,
)
from service.kernel.figures import KIND_LABELS, NATURE_LABELS, TERM_LABELS
from service.kernel.figures import STANDING_LABELS as FIGURE_STANDING_LABELS
from service.kernel.helixes import HELIX_LABELS, ORG_TYPE_LABELS
from service.kernel.lists import LAYOUT_LABELS, RANK_LEVEL_LABELS
from service.kernel.needs import NEED_LABELS, STRATEGY_LABELS
from service.kernel.people import IDENTITY_MATCHES, RELATIONS, SEXES
from service.kernel.purposes import PURPOSE_LABELS
from service.kernel.roles import POWER_LABELS, ROLE_LABELS
from service.kernel.row_problems import TYPED_DOUBTS, WARNINGS
from service.kernel.rule_sets import OUTCOME_LABELS as OUTCOME_LABELS_OF_CRITERIA
from service.kernel.rule_sets import RULE_SET_KIND_LABELS
from service.kernel.valuations import VALUATION_LABELS
from service.kernel.verdicts import (
    BETTER_OFF_LABELS,
    EVIDENCE_LABELS,
    HOUSEHOLD_VERDICT_LABELS,
    METHOD_LABELS,
    NEED_VERDICT_LABELS,
    PRESENCE_LABELS,
    STANDING_LABELS,
    STATUS_LABELS,
)
from service.policies.alignment import LINE_STANDING_LABELS, NEED_OUTCOME_LABELS
from service.policies.anomalies import ANOMALY_LABELS
from service.policies.freshness import DUE_LABELS
from service.policies.overlap import SEVERITY_LABELS
from service.policies.targeting import CRITERION_LABELS
from service.projections.aging import AGING_LABELS
from service.projections.commitments import STATE_LABELS
from service.projections.digests import STEP_LABELS
from service.projections.resurrections import NAMING_LABELS
from service.projections.upzs import UPZ_STANDING_LABELS

MAPPED_BY_LABELS: dict[str, str] = {
    "rules": "Menurut peta rekomendasi",
    "hand": "Dipetakan dengan tangan",
    "answer": "Menurut jawaban desa",
    "": "",
}

ASNAF_LABELS: dict[str, str] = {
    "fakir": "Fakir",
    "miskin": "Miskin",
    "amil": "Amil",
    "muallaf": "Mualaf",
    "riqab": "Riqab",
    "gharimin": "Gharimin",
    "fisabilillah": "Fisabilillah",
    "ibnu_sabil": "Ibnu sabil",
}
ASSISTANCE_LABELS: dict[str, str] = {
    "bpnt": "BPNT atau Sembako",
    "pkh": "PKH",
    "bpnt_ppkm": "BPNT PPKM",
    "pbi_jkn": "PBI JKN",
}
STAGES: dict[str, str] = {
    "committed": "Komitmen",
    "allocated": "Alokasi",
    "disbursed": "Penyaluran",
    "delivered": "Serah terima",
    "verified": "Verifikasi",
}
"""The five numbers, in their order."""

LABELS: dict[str, Mapping[Any, str]] = {
    "agreement_kind": AGREEMENT_KIND_LABELS,
    "agreement_document": DOCUMENT_KIND_LABELS,
    "aging": AGING_LABELS,
    "digest_step": STEP_LABELS,
    "criteria_outcome": OUTCOME_LABELS_OF_CRITERIA,
    "rule_set_kind": RULE_SET_KIND_LABELS,
    "request_kind": REQUEST_KIND_LABELS,
    "requester": REQUESTER_LABELS,
    "request_proof": PROOF_LABELS,
    "hold": HOLD_LABELS,
    "outcome": OUTCOME_LABELS,
    "legal_basis": LEGAL_BASIS_LABELS,
    "role": ROLE_LABELS,
    "power": POWER_LABELS,
    "status": STATUS_LABELS,
    "need": NEED_LABELS,
    "strategy": STRATEGY_LABELS,
    "standing": STANDING_LABELS,
    "helix": HELIX_LABELS,
    "org_type": ORG_TYPE_LABELS,
    "state": STATE_LABELS,
    "presence": PRESENCE_LABELS,
    "doubt": {code: one.title for code, one in WARNINGS.items() if code in TYPED_DOUBTS},
    "household_verdict": HOUSEHOLD_VERDICT_LABELS,
    "need_verdict": NEED_VERDICT_LABELS,
    "better_off": BETTER_OFF_LABELS,
    "method": METHOD_LABELS,
    "evidence": EVIDENCE_LABELS,
    "form": FORM_LABELS,
    "valuation": VALUATION_LABELS,
    "payment_method": PAYMENT_METHOD_LABELS,
    "entry_stage": ENTRY_STAGE_LABELS,
    "condition": CONDITION_LABELS,
    "voice": VOICE_LABELS,
    "dispute_reason": DISPUTE_REASON_LABELS,
    "dispute_outcome": DISPUTE_OUTCOME_LABELS,
    "fund_type": FUND_TYPE_LABELS,
    "cause": CAUSE_LABELS,
    "collected_by": COLLECTED_BY_LABELS,
    "upz_standing": UPZ_STANDING_LABELS,
    "recurrence": RECURRENCE_LABELS,
    "target_unit": TARGET_UNIT_LABELS,
    "village_class": VILLAGE_CLASS_LABELS,
    "village_kind": VILLAGE_KIND_LABELS,
    "finding_category": FINDING_CATEGORY_LABELS,
    "side": SIDE_LABELS,
    "relation": RELATIONS,
    "sex": SEXES,
    "asnaf": ASNAF_LABELS,
    "assistance": ASSISTANCE_LABELS,
    "identity_match": IDENTITY_MATCHES,
    "layout": LAYOUT_LABELS,
    "rank_level": RANK_LEVEL_LABELS,
    "delivery_state": DELIVERY_LABELS,
    "resolution": RESOLUTION_LABELS,
    "stage": STAGE_LABELS,
    "five": STAGES,
    "purpose": PURPOSE_LABELS,
    "budget_kind": BUDGET_KIND_LABELS,
    "budget_answer": BUDGET_ANSWER_LABELS,
    "budget_change": CHANGE_LABELS,
    "budget_outcome": VILLAGE_OUTCOME_LABELS,
    "fund_source": FUND_SOURCE_LABELS,
    "need_outcome": NEED_OUTCOME_LABELS,
    "line_standing": LINE_STANDING_LABELS,
    "mapped_by": MAPPED_BY_LABELS,
    "figure_kind": KIND_LABELS,
    "figure_nature": NATURE_LABELS,
    "figure_standing": FIGURE_STANDING_LABELS,
    "term": TERM_LABELS,
    "about": SUBJECT_LABELS,
    "band": BAND_LABELS,
    "extent": EXTENT_LABELS,
    "clearance_state": CLEARANCE_STATE_LABELS,
    "clearance_outcome": CLEARANCE_OUTCOME_LABELS,
    "flag": FLAG_LABELS,
    "criterion": CRITERION_LABELS,
    "severity": SEVERITY_LABELS,
    "aid_form": AID_FORM_LABELS,
    "aid_report_state": AID_REPORT_STATE_LABELS,
    "petition_kind": PETITION_KIND_LABELS,
    "petition_state": PETITION_STATE_LABELS,
    "target": TARGET_LABELS,
    "ruling": RULING_LABELS,
    "likeness": LIKENESS_LABELS,
    "pair_state": PAIR_STATE_LABELS,
    "musdes_kind": MUSDES_KIND_LABELS,
    "musdes_stage": MUSDES_STAGE_LABELS,
    "attendee_role": ATTENDEE_ROLE_LABELS,
    "postponed_for": POSTPONED_FOR_LABELS,
    "decision": DECISION_LABELS,
    "removal": REMOVAL_LABELS,
    "signer": SIGNER_LABELS,
    "addressee": ADDRESSEE_LABELS,
    "musdes_answer": ANSWER_LABELS,
    "correction_outcome": CORRECTION_OUTCOME_LABELS,
    "due": DUE_LABELS,
    "naming": NAMING_LABELS,
    "photo_kind": PHOTO_KIND_LABELS,
    "anomaly": ANOMALY_LABELS,
    "anomaly_outcome": ANOMALY_OUTCOME_LABELS,
    "group_kind": GROUP_KIND_LABELS,
    "horizon": HORIZON_LABELS,
    "mandate_kind": MANDATE_KIND_LABELS,
    "mark": MARK_LABELS,
    "initiative_outcome": INITIATIVE_OUTCOME_LABELS,
    "template": TEMPLATE_LABELS,
}
"""By the name of the filter that templates use: `{{ code | status }}`."""

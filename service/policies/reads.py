"""The table of reading: which roles may read what, where they may look at all."""

from typing import get_args

from service.kernel.roles import Role

_VILLAGE: frozenset[Role] = frozenset({"village_operator", "village_head"})
_FIELD: frozenset[Role] = _VILLAGE | {"secretariat", "mentor"}
_VILLAGE_VOICE: frozenset[Role] = _VILLAGE | {"bpd_chair", "monitor"}
_MEETING: frozenset[Role] = _VILLAGE | {"bpd_chair", "secretariat"}
_EVERYBODY: frozenset[Role] = frozenset(get_args(Role))

READS_NAMES: frozenset[Role] = frozenset(
    {
        "secretariat",
        "mentor",
        "village_operator",
        "village_head",
        "bpd_chair",
        "monitor",
        "complaint_officer",
        "auditor",
        "data_protection_officer",
    }
)

_OVERSEER: frozenset[Role] = frozenset({"auditor", "data_protection_officer", "system"})

READS: dict[str, frozenset[Role]] = {
    "account.read": _EVERYBODY,
    "accountabilities.read": _EVERYBODY,
    "aid_reports.read": _OVERSEER | _VILLAGE | {"secretariat", "mentor", "partner_officer"},
    "agreements.read": _EVERYBODY,
    "accounts.read": _OVERSEER | {"administrator"},
    "budgets.read": _EVERYBODY,
    "clearances.read": _OVERSEER | _FIELD | {"partner_officer"},
    "commitments.read": _EVERYBODY - {"administrator"},
    "contradictions.read": _OVERSEER | _VILLAGE_VOICE | {"secretariat", "mentor"},
    "contributions.read": _EVERYBODY,
    "counts.read": _EVERYBODY,
    "duplicates.read": _OVERSEER | _VILLAGE | {"secretariat", "mentor"},
    "anomalies.read": _OVERSEER | {"secretariat", "mentor"},
    "area_groups.read": _EVERYBODY,
    "boundaries.read": _EVERYBODY,
    "coverage.read": _OVERSEER | _FIELD | {"bpd_chair", "monitor", "complaint_officer"},
    "exports.make": _VILLAGE
    | {"secretariat", "mentor", "partner_officer", "auditor", "data_protection_officer"},
    "figures.read": _EVERYBODY,
    "funds.read": _OVERSEER | _VILLAGE | {"secretariat", "mentor", "partner_officer", "bpd_chair"},
    "funds.read_all": _OVERSEER | {"secretariat"},
    "upzs.read": _OVERSEER | {"secretariat", "mentor", "partner_officer"},
    "upzs.read_all": _OVERSEER | {"secretariat"},
    "households.read": _EVERYBODY - {"administrator"},
    "initiatives.read": _EVERYBODY,
    "interests.read": _OVERSEER | {"secretariat", "partner_officer"},
    "indicators.read": READS_NAMES | {"partner_officer"},
    "lists.read": _OVERSEER | _VILLAGE | {"secretariat", "mentor"},
    "lists.read_file": frozenset({"secretariat", "auditor", "data_protection_officer"}),
    "corrections.read": _OVERSEER | _MEETING | {"mentor"},
    "looks.read": frozenset({"auditor", "data_protection_officer"}),
    "musdes.read": _OVERSEER | _MEETING | {"mentor", "monitor", "complaint_officer"},
    "needs.read": _EVERYBODY - {"administrator"},
    "partners.read": _EVERYBODY,
    "photos.read": _FIELD
    | {"bpd_chair", "monitor", "partner_officer", "auditor", "data_protection_officer"},
    "moves.read": _OVERSEER | _VILLAGE_VOICE | {"secretariat", "mentor"},
    "petitions.read": _OVERSEER | _VILLAGE_VOICE | {"secretariat", "mentor", "complaint_officer"},
    "programmes.read": _EVERYBODY,
    "rule_sets.read": _EVERYBODY,
    "statements.read": _EVERYBODY,
    "statements.read_all": _OVERSEER | {"secretariat"},
    "subject_reports.read": frozenset({"data_protection_officer", "secretariat"}),
    "subject_requests.read": _OVERSEER | _VILLAGE | {"secretariat", "complaint_officer"},
    "trail.read": _EVERYBODY,
    "trail.read_all": _OVERSEER | {"secretariat", "administrator", "complaint_officer"},
    "villages.read": _EVERYBODY,
    "worklists.read": _FIELD | {"bpd_chair", "monitor", "auditor", "system"},
}
"""The table of what may be read, where the actor may look.

`account` is the caller's own. `funds.read` and `statements.read` are of the own organisation,
`funds.read_all` and `statements.read_all` of all; `upzs.read` is of UPZ that belong to it, collect
in it or are it. `trail.read_all` also tells what happened in no village. `commitments`,
`households` and `needs` are single ones, `contributions` and `counts` numbers.
"""

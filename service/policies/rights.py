"""The table of rights: which roles may do what, and within which fences.

What they may read is in `reads`; `access` says what follows for somebody in particular. A command
is bounded by up to three fences: the village it is about lies in the actor's areas; the household
it is about is one the actor may know of; one of the organisations it is for is the actor's own.
"""

from typing import Literal, TypeAlias, get_args

from msgspec import Struct

from service.kernel.roles import Role

Fence: TypeAlias = Literal["village", "household", "organisation"]


class Rule(Struct, frozen=True):
    """Roles that may give a command, and the fences they stay within."""

    roles: frozenset[Role]
    fences: frozenset[Fence]


FOR_ANYONE: frozenset[Role] = frozenset({"secretariat", "system"})
"""Roles that act for any organisation: the secretariat records for those without an account."""

_VILLAGE: frozenset[Role] = frozenset({"village_operator", "village_head"})
_FIELD: frozenset[Role] = _VILLAGE | {"secretariat", "mentor"}
_REGENCY: frozenset[Role] = frozenset({"secretariat", "system"})
_PROMISER: frozenset[Role] = frozenset({"secretariat", "partner_officer", "mentor"})
_VILLAGE_VOICE: frozenset[Role] = _VILLAGE | {"bpd_chair", "monitor"}
_MEETING: frozenset[Role] = _VILLAGE | {"bpd_chair", "secretariat"}
_THIRD_PARTY: frozenset[Role] = frozenset({"secretariat", "mentor", "monitor"})
_KEEPER: frozenset[Role] = frozenset({"administrator", "system"})
_EVERYBODY: frozenset[Role] = frozenset(get_args(Role))


def _rules(roles: frozenset[Role], fences: tuple[Fence, ...], *commands: str) -> dict[str, Rule]:
    return {command: Rule(roles, frozenset(fences)) for command in commands}


RULES: dict[str, Rule] = {
    **_rules(
        _FIELD | {"system"},
        ("village",),
        "households.register",
        "households.relist",
        "households.change_address",
        "households.move",
        "households.join",
        "households.judge_presence",
        "households.judge",
        "households.change_head",
        "households.correct",
        "households.close",
        "households.merge",
        "households.unmerge",
        "duplicates.decide",
    ),
    **_rules(
        frozenset({"secretariat", "village_head", "mentor"}), ("village",), "households.reopen"
    ),
    **_rules(
        _VILLAGE | {"secretariat", "system"},
        ("village",),
        "identities.match",
        "duplicates.suspect",
    ),
    **_rules(
        _VILLAGE_VOICE | {"secretariat", "mentor", "complaint_officer"},
        ("village",),
        "petitions.receive",
    ),
    # Whoever examined does not decide: the aggregate sees to that.
    **_rules(_FIELD, ("village",), "petitions.examine"),
    **_rules(
        frozenset({"secretariat", "village_head", "mentor"}), ("village",), "petitions.decide"
    ),
    # Whoever decides has been neither witness: the aggregate sees to that.
    **_rules(
        _FIELD | {"bpd_chair", "system"},
        ("village",),
        "contradictions.decide",
    ),
    **_rules(_FIELD | {"monitor", "system"}, ("village",), "needs.claim", "needs.judge"),
    **_rules(_REGENCY, (), "rule_sets.publish"),
    **_rules(_FIELD | {"monitor", "system"}, ("village",), "indicators.record"),
    **_rules(
        _FIELD | {"monitor", "partner_officer", "system"},
        ("village", "household"),
        "photos.attach",
    ),
    **_rules(_FIELD | {"monitor", "data_protection_officer"}, ("village",), "photos.retract"),
    **_rules(
        frozenset({"secretariat", "mentor"}),
        ("village",),
        "rechecks.draw",
        "rechecks.record",
        "anomalies.explain",
    ),
    **_rules(frozenset({"secretariat"}), ("village",), "needs.package"),
    **_rules(_REGENCY, (), "villages.enrol", "villages.classify"),
    **_rules(_FIELD | {"system"}, ("village",), "villages.record_population"),
    **_rules(_FIELD, ("village",), "villages.record_assessment", "villages.cosign_assessment"),
    **_rules(
        _REGENCY,
        (),
        "partners.enrol",
        "partners.rename",
        "partners.alias",
        "partners.deactivate",
        "partners.reactivate",
    ),
    **_rules(
        frozenset({"secretariat", "partner_officer", "system"}),
        ("organisation",),
        "programmes.enlist",
        "programmes.revise",
        "programmes.retire",
        "initiatives.start",
        "initiatives.add_stage",
        "initiatives.skip_stage",
        "initiatives.reopen_stage",
        "initiatives.link_mandate",
        "initiatives.end",
    ),
    **_rules(
        frozenset({"secretariat", "partner_officer", "village_head", "system"}),
        ("organisation",),
        "funds.open",
        "funds.credit",
        "funds.take_amil",
        "funds.correct",
        "funds.transfer",
        "funds.return",
        "funds.close",
    ),
    # The Baznas appoints and gives out the proof numbers, so it books; a UPZ reads its own.
    **_rules(
        frozenset({"secretariat", "partner_officer", "system"}),
        ("organisation",),
        "upzs.appoint",
        "upzs.end",
        "deposits.book",
        "deposits.correct",
    ),
    **_rules(_PROMISER | _VILLAGE, ("village", "household", "organisation"), "commitments.propose"),
    **_rules(
        _PROMISER | {"village_head"},
        ("village", "household", "organisation"),
        "commitments.make",
        "commitments.allocate",
        "commitments.disburse",
        "commitments.deliver",
        "commitments.increase",
        "commitments.transfer",
        "commitments.plan",
        "commitments.carry_over",
    ),
    # Whoever may not know of a household any more can still wind up what was promised to it.
    **_rules(
        _PROMISER | {"village_head"},
        ("village", "organisation"),
        "commitments.reduce",
        "commitments.cancel",
        "commitments.refund",
        "commitments.correct",
    ),
    **_rules(_REGENCY, ("village",), "commitments.lapse"),
    **_rules(
        _PROMISER | {"village_head"},
        ("village", "household", "organisation"),
        "clearances.request",
    ),
    **_rules(frozenset({"secretariat", "mentor"}), ("village",), "flags.explain"),
    # Whoever decides neither asked nor is of the asking partner: the aggregate sees to that.
    **_rules(frozenset({"secretariat", "mentor"}), ("village",), "clearances.decide"),
    **_rules(
        _VILLAGE | {"secretariat", "partner_officer"},
        ("organisation",),
        "accountabilities.file",
    ),
    **_rules(frozenset({"secretariat"}), (), "accountabilities.send_back"),
    **_rules(frozenset({"secretariat", "mentor"}), ("village",), "commitments.grant_override"),
    **_rules(
        frozenset({"secretariat", "partner_officer"}),
        ("organisation",),
        "interests.save",
        "interests.change",
        "interests.review",
        "interests.end",
    ),
    **_rules(frozenset({"secretariat", "partner_officer"}), (), "aid_reports.invite"),
    # Whoever holds the link has no account: the service itself acts for them.
    **_rules(frozenset({"system"}), (), "aid_reports.file"),
    **_rules(frozenset({"secretariat"}), ("village",), "aid_reports.match"),
    **_rules(frozenset({"secretariat", "partner_officer"}), ("village",), "aid_reports.withdraw"),
    # Whoever asked for a report does not confirm it: the aggregate sees to that.
    **_rules(_VILLAGE, ("village",), "aid_reports.confirm"),
    **_rules(_VILLAGE_VOICE, ("village",), "deliveries.acknowledge", "deliveries.dispute"),
    **_rules(frozenset({"secretariat", "complaint_officer"}), ("village",), "deliveries.resolve"),
    **_rules(_THIRD_PARTY, ("village",), "deliveries.verify", "deliveries.check_outcome"),
    **_rules(frozenset({"secretariat", "system"}), (), "lists.receive", "lists.complete"),
    # A list is of the whole regency: whoever works in a part of it does not withdraw it.
    **_rules(frozenset({"secretariat"}), ("village",), "lists.withdraw"),
    **_rules(frozenset({"secretariat", "village_operator", "system"}), (), "rows.quarantine"),
    **_rules(_VILLAGE | {"secretariat", "mentor"}, ("village",), "rows.resolve"),
    # Whoever said that somebody left does not decide: the aggregate sees to that.
    **_rules(_FIELD, ("village",), "resurrections.settle"),
    **_rules(_PROMISER, ("organisation",), "statements.issue"),
    **_rules(
        _REGENCY,
        ("village",),
        "agreements.sign",
        "agreements.amend",
        "agreements.attach",
        "agreements.end",
    ),
    **_rules(_PROMISER, ("organisation",), "agreements.report"),
    **_rules(
        _VILLAGE | {"secretariat", "complaint_officer", "data_protection_officer"},
        ("village",),
        "subject_requests.receive",
        "subject_requests.identify",
    ),
    **_rules(
        frozenset({"data_protection_officer"}),
        ("village",),
        "subject_requests.hold",
        "subject_requests.resume",
        "subject_requests.decide",
        "subject_requests.lift_restriction",
    ),
    **_rules(
        frozenset({"data_protection_officer", "secretariat"}),
        ("village",),
        "subject_requests.fulfil",
        "subject_requests.notify",
    ),
    **_rules(
        _KEEPER,
        (),
        "accounts.open",
        "accounts.issue_token",
        "accounts.revoke_token",
        "accounts.change_scope",
        "accounts.change_term",
        "accounts.close",
        "accounts.delegate",
        "accounts.end_delegation",
        "accounts.invite",
        "accounts.remove_second_factor",
    ),
    **_rules(
        _MEETING,
        ("village",),
        "musdes.convene",
        "musdes.postpone",
        "musdes.record_attendance",
        "musdes.present",
        "musdes.decide",
        "musdes.record_dissent",
        "musdes.sign",
        "musdes.forward",
        "musdes.answer",
    ),
    **_rules(_MEETING - {"village_operator"}, ("village",), "musdes.ratify"),
    **_rules(_VILLAGE | {"secretariat"}, ("village",), "corrections.send", "corrections.answer"),
    **_rules(_REGENCY, ("village",), "figures.report", "figures.set_target"),
    **_rules(_FIELD | {"system"}, ("village",), "figures.compute"),
    **_rules(_REGENCY | {"village_head"}, ("village",), "figures.determine"),
    **_rules(_VILLAGE | {"secretariat", "system"}, ("village",), "budgets.adopt"),
    **_rules(_FIELD, ("village",), "budgets.map_line"),
    # The village itself answers; the secretariat writes down what it said.
    **_rules(_VILLAGE | {"secretariat"}, ("village",), "budgets.answer_need"),
    **_rules(_EVERYBODY, (), "account.keep"),
    **_rules(_REGENCY, (), "area_groups.create", "area_groups.change", "area_groups.dissolve"),
    **_rules(_REGENCY, (), "boundaries.publish"),
    **_rules(
        _FIELD | {"partner_officer", "system"},
        ("village", "organisation"),
        "initiatives.complete_stage",
    ),
}
"""The table of commands. One that is not in it can't be given.

`account.keep` is whatever somebody does with their own account: `OF_ONES_OWN`.
"""

OF_ONES_OWN: frozenset[str] = frozenset(
    {
        "accounts.issue_token",
        "accounts.revoke_token",
        "accounts.delegate",
        "accounts.end_delegation",
    }
)
"""What keepers of accounts may do with any account, and everybody with their own."""

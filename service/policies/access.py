"""Who may do what, where and for whom: one table for every command.

A command is allowed to some roles, and bounded by up to two of three fences: the village it is
about lies in the actor's areas; one of the organisations it is for is the actor's own; or nothing
but the role counts (the regency's own affairs). Separation of duties (who verifies did not
deliver) is not in this table but in the aggregate it protects.
"""

from collections.abc import Collection
from typing import ClassVar, Literal, TypeAlias

from msgspec import Struct

from service.kernel.refusals import Refused
from service.kernel.roles import Actor, Role

Fence: TypeAlias = Literal["village", "organisation"]


class NotAllowed(Refused):
    """Peran Anda tidak berwenang melakukan ini."""

    way_out: ClassVar[str] = "Mintalah pejabat yang berwenang melakukannya."


class OutOfScope(Refused):
    """Ini di luar wilayah kerja atau lembaga Anda."""

    way_out: ClassVar[str] = (
        "Periksa desa dan lembaga yang dituju, atau mintalah perluasan wilayah."
    )


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
_THIRD_PARTY: frozenset[Role] = frozenset({"secretariat", "mentor", "monitor"})
_KEEPER: frozenset[Role] = frozenset({"administrator", "system"})


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
        "households.close",
    ),
    **_rules(
        frozenset({"secretariat", "village_head", "mentor"}), ("village",), "households.reopen"
    ),
    **_rules(_FIELD | {"monitor", "system"}, ("village",), "needs.claim", "needs.judge"),
    **_rules(frozenset({"secretariat"}), ("village",), "needs.package"),
    **_rules(_REGENCY, (), "villages.enrol", "villages.classify"),
    **_rules(_FIELD | {"system"}, ("village",), "villages.record_population"),
    **_rules(_FIELD, ("village",), "villages.record_assessment", "villages.cosign_assessment"),
    **_rules(
        _REGENCY,
        (),
        "partners.enrol",
        "partners.rename",
        "partners.deactivate",
        "partners.reactivate",
    ),
    **_rules(
        frozenset({"secretariat", "partner_officer", "system"}),
        ("organisation",),
        "programmes.enlist",
        "programmes.revise",
        "programmes.retire",
    ),
    **_rules(
        frozenset({"secretariat", "partner_officer", "village_head", "system"}),
        ("organisation",),
        "funds.open",
        "funds.credit",
        "funds.take_amil",
        "funds.correct",
    ),
    **_rules(_PROMISER | _VILLAGE, ("village", "organisation"), "commitments.propose"),
    **_rules(
        _PROMISER | {"village_head"},
        ("village", "organisation"),
        "commitments.make",
        "commitments.allocate",
        "commitments.disburse",
        "commitments.deliver",
        "commitments.increase",
        "commitments.reduce",
        "commitments.cancel",
        "commitments.transfer",
        "commitments.refund",
        "commitments.correct",
    ),
    **_rules(_REGENCY, ("village",), "commitments.lapse"),
    **_rules(frozenset({"secretariat", "mentor"}), ("village",), "commitments.grant_override"),
    **_rules(_VILLAGE_VOICE, ("village",), "deliveries.acknowledge", "deliveries.dispute"),
    **_rules(frozenset({"secretariat", "complaint_officer"}), ("village",), "deliveries.resolve"),
    **_rules(_THIRD_PARTY, ("village",), "deliveries.verify"),
    **_rules(frozenset({"secretariat", "system"}), (), "lists.receive", "lists.complete"),
    **_rules(frozenset({"secretariat", "village_operator", "system"}), (), "rows.quarantine"),
    **_rules(_VILLAGE | {"secretariat", "mentor"}, ("village",), "rows.resolve"),
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
}
"""The table. A command that is not in it can't be given."""

OF_ONES_OWN: frozenset[str] = frozenset(
    {
        "accounts.change_own_credentials",
        "accounts.issue_token",
        "accounts.revoke_token",
        "accounts.delegate",
        "accounts.end_delegation",
    }
)
"""What everybody may do with their own account, whatever their role."""

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


def may(actor: Actor, command: str) -> bool:
    """Say whether an actor's role may give a command at all; for showing a button or not."""
    return actor.role in RULES[command].roles


def require(
    actor: Actor,
    command: str,
    *,
    village: str | None = None,
    organisation: str | Collection[str] | None = None,
) -> None:
    """Refuse a command that is not the actor's to give.

    Args:
        command: noun and verb of the table (`commitments.make`).
        village: the village it is about; None if it is about none.
        organisation: whom it is for; of several (funder, broker, implementer), one must be the
            actor's own. None if it is for none.

    Raises:
        NotAllowed: the role may not.
        OutOfScope: the village or the organisation is somebody else's.
    """
    rule = RULES[command]
    if actor.role not in rule.roles:
        raise NotAllowed(role=actor.role, command=command)
    if "village" in rule.fences and village is not None and not actor.scope.covers(village):
        raise OutOfScope(command=command, village=village)
    if "organisation" not in rule.fences or organisation is None or actor.role in FOR_ANYONE:
        return
    named = {organisation} if isinstance(organisation, str) else set(organisation)
    if actor.organisation not in named:
        raise OutOfScope(command=command, organisations=sorted(named))


def may_read_names(actor: Actor, village: str, *, under_agreement: bool = False) -> bool:
    """Say whether an actor may see names and NIKs of a village; every such look is recorded.

    Args:
        under_agreement: a partner's agreement with a clause on data is active today.
    """
    if not actor.scope.covers(village):
        return False
    if actor.role == "partner_officer":
        return under_agreement
    return actor.role in READS_NAMES


def require_village(actor: Actor, village: str) -> None:
    """Refuse to show what is about a village that is not the actor's to know.

    Raises:
        OutOfScope: the village lies outside the actor's areas.
    """
    if not actor.scope.covers(village):
        raise OutOfScope(village=village)

"""Who may do what, where and for whom: one table for every command.

A command is allowed to some roles, and bounded by up to two of three fences: the village it is
about lies in the actor's areas; one of the organisations it is for is the actor's own; or nothing
but the role counts (the regency's own affairs). Separation of duties (who verifies did not
deliver) is not in this table but in the aggregate it protects.
"""

from collections.abc import Collection
from typing import ClassVar, Literal, TypeAlias

from msgspec import Struct

from service.kernel import purposes
from service.kernel.purposes import Purpose
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
    **_rules(_REGENCY, ("village",), "agreements.sign", "agreements.amend", "agreements.end"),
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
        "accounts.close",
    ),
}
"""The table. A command that is not in it can't be given."""

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


class PurposeNotAllowed(NotAllowed):
    """Tujuan ini tidak untuk peran Anda."""

    way_out: ClassVar[str] = "Pilih tujuan yang sesuai dengan tugas Anda."


def may_read_names(actor: Actor, village: str) -> bool:
    """Say whether an actor may see names and NIKs of a village; every such look is recorded.

    Partners may where an agreement with a clause on data covers the village today.
    """
    is_reader = actor.role in READS_NAMES or actor.role == "partner_officer"
    return is_reader and "names" in actor.powers and actor.known.covers(village)


def purposes_of(actor: Actor) -> tuple[Purpose, ...]:
    """Return what an actor may open names for, none for who may not read any."""
    return purposes.purposes_of(actor.role) if "names" in actor.powers else ()


def require_purpose(actor: Actor, purpose: Purpose) -> None:
    """Refuse a purpose that the actor's role has no business with.

    Raises:
        PurposeNotAllowed: with those it has.
    """
    if actor.role not in purposes.USED_BY[purpose]:
        raise PurposeNotAllowed(purpose=purpose, allowed=purposes.purposes_of(actor.role))


def may_know_household(actor: Actor, village: str, *, is_restricted: bool) -> bool:
    """Say whether an actor may know of a single household, rather than of numbers.

    The one gate of partners: an agreement with a clause on data covers the village, and the
    household did not ask to be kept from them (UU 27/2022, article 41).
    """
    if is_restricted and actor.role == "partner_officer":
        return False
    return actor.known.covers(village)


def require_household(actor: Actor, village: str, *, is_restricted: bool) -> None:
    """Refuse to speak of a household that is not the actor's to know.

    Raises:
        OutOfScope: answered as if there were none.
    """
    if not may_know_household(actor, village, is_restricted=is_restricted):
        raise OutOfScope(village=village)


def require_village(actor: Actor, village: str) -> None:
    """Refuse to show what is about a village that is not the actor's to know.

    Raises:
        OutOfScope: the village lies outside the actor's areas.
    """
    if not actor.scope.covers(village):
        raise OutOfScope(village=village)

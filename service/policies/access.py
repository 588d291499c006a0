"""Who may do what and read what, where and for whom: what the table of rights comes to.

A command is allowed to some roles, and bounded by up to three fences: the village it is about lies
in the actor's areas; the household it is about is one the actor may know of; one of the
organisations it is for is the actor's own. Without a fence nothing but the role counts (the
regency's own affairs). Separation of duties (who verifies did not deliver) is not in this table
but in the aggregate it protects.

What may be read has a right as well. Every route of the service names the rights it asks for; what
it then tells is bounded by where the actor works (`Actor.scope`), and of single households by where
the actor may know of them (`households_of`).
"""

from collections.abc import Collection, Sequence
from typing import ClassVar

from service.kernel import purposes
from service.kernel.purposes import Purpose
from service.kernel.refusals import Refused
from service.kernel.roles import Actor, Power, Role, Scope
from service.policies.reads import READS, READS_NAMES
from service.policies.rights import FOR_ANYONE, RULES


class NotAllowed(Refused):
    """Peran Anda tidak berwenang melakukan ini."""

    way_out: ClassVar[str] = "Mintalah pejabat yang berwenang melakukannya."


class NotEmpowered(Refused):
    """Token atau sesi ini tidak diberi kuasa untuk melakukan ini."""

    way_out: ClassVar[str] = (
        "Pakai token yang memuat kuasa itu, atau mintalah yang baru kepada administrator."
    )


class OutOfScope(Refused):
    """Ini di luar wilayah kerja atau lembaga Anda."""

    way_out: ClassVar[str] = (
        "Periksa desa dan lembaga yang dituju, atau mintalah perluasan wilayah."
    )


def roles_of(right: str) -> frozenset[Role]:
    """Return the roles that have a right, to command or to read."""
    return READS[right] if right in READS else RULES[right].roles


def power_of(right: str) -> Power:
    """Return what a token or a session must be good for to use a right."""
    return "read" if right in READS else "command"


def may(actor: Actor, right: str) -> bool:
    """Say whether an actor has a right at all; for showing a button or a link, or not."""
    return actor.role in roles_of(right) and power_of(right) in actor.powers


def require_any(actor: Actor, rights: Sequence[str]) -> None:
    """Refuse whoever has none of some rights.

    Raises:
        NotAllowed: the role has none of them.
        NotEmpowered: the role has, but the token or the session is not good for it.
    """
    held = [right for right in rights if actor.role in roles_of(right)]
    if not held:
        raise NotAllowed(role=actor.role, right=rights[0])
    if not any(power_of(right) in actor.powers for right in held):
        raise NotEmpowered(power=power_of(held[0]), right=held[0])


def require(
    actor: Actor,
    command: str,
    *,
    village: str | None = None,
    household: object = None,
    organisation: str | Collection[str] | None = None,
) -> None:
    """Refuse a command that is not the actor's to give.

    Args:
        command: noun and verb of the table (`commitments.make`).
        village: the village it is about; None if it is about none.
        household: the household of that village it is about; None if it is about none.
        organisation: whom it is for; of several (funder, broker, implementer), one must be the
            actor's own. None if it is for none.

    Raises:
        NotAllowed, NotEmpowered: the role may not, or the token is not good for commands.
        OutOfScope: the village, the household or the organisation is not the actor's.
    """
    require_any(actor, (command,))
    rule = RULES[command]
    if "village" in rule.fences and village is not None and not actor.scope.covers(village):
        raise OutOfScope(command=command, village=village)
    if "household" in rule.fences and village is not None and household is not None:
        require_household(actor, village)
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
    return households_of(actor).covers(village)


def require_household(actor: Actor, village: str, *, is_restricted: bool = False) -> None:
    """Refuse to tell of a household that is not the actor's to know.

    Args:
        is_restricted: it asked to be kept from partners.

    Raises:
        OutOfScope: answered as if there were no such household.
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


def sees_own_photos_only(actor: Actor) -> bool:
    """Say whether an actor is told only of photos that its own organisation took.

    A partner shows its work; the family's papers and rooms are between the family and its village.
    """
    return actor.role == "partner_officer"


def areas_of(actor: Actor) -> Scope:
    """Return where an actor may read; nowhere with a token that is not good for reading."""
    return actor.scope if "read" in actor.powers else Scope()


def households_of(actor: Actor) -> Scope:
    """Return where an actor may know of single households; elsewhere only of their numbers."""
    return actor.known if may(actor, "households.read") else Scope()

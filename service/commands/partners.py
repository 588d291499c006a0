"""Commands about partners: who takes part, under which name."""

from datetime import date

from service.aggregates.partner import Partner, UnknownPartner
from service.application import NotKnown, Work
from service.commands.requests import Explain, Line, Request, Slug
from service.kernel.helixes import Helix, OrgType
from service.policies import access


class Enrol(Request, frozen=True, kw_only=True):
    """Take a partner in.

    Args:
        partner: the short name it keeps for good.
        helix: None takes the usual one of its kind.
        parent: the partner it belongs to, as a UPZ to its Baznas.
    """

    partner: Slug
    name: Line
    org_type: OrgType
    helix: Helix | None = None
    parent: Slug | None = None


class Rename(Request, frozen=True, kw_only=True):
    """Give a partner another name.

    Args:
        since: the first day of the new name; it may lie ahead. None is the day it is about.
    """

    name: Line
    since: date | None = None


class Alias(Request, frozen=True, kw_only=True):
    """What people call a partner as well: an abbreviation, a former name."""

    alias: Line


def enrol(work: Work, ask: Enrol) -> str:
    """Take a partner in; its parent must be known.

    Raises:
        NotAllowed, PartnerKnown, UnknownPartner, NotHappenedYet, NameMissing, OwnParent: no.
    """
    access.require(work.actor, "partners.enrol")
    events = work.load(Partner, ask.partner).enrol(
        ask.partner,
        name=ask.name,
        org_type=ask.org_type,
        helix=ask.helix,
        parent=ask.parent,
        **ask.days(work),
    )
    work.append(Partner, ask.partner, *events)
    if ask.parent is not None:
        require_known(work, ask.parent)
    return ask.partner


def rename(work: Work, partner: str, ask: Rename) -> str:
    """Give a partner another name.

    Raises:
        NotAllowed, NotKnown, NotHappenedYet, NameMissing, SameName: no.
    """
    access.require(work.actor, "partners.rename")
    days = ask.days(work)
    events = _known(work, partner).rename(ask.name, since=ask.since or days["on"], **days)
    work.append(Partner, partner, *events)
    return partner


def alias(work: Work, partner: str, ask: Alias) -> str:
    """Let a partner be found under another name as well.

    Raises:
        NotAllowed, NotKnown, NotHappenedYet, NameMissing, SameName: no.
    """
    access.require(work.actor, "partners.alias")
    events = _known(work, partner).alias(ask.alias, **ask.days(work))
    work.append(Partner, partner, *events)
    return partner


def deactivate(work: Work, partner: str, ask: Explain) -> str:
    """Let a partner take on nothing new.

    Raises:
        NotAllowed, NotKnown, NotHappenedYet, PartnerInactive, ReasonMissing: no.
    """
    access.require(work.actor, "partners.deactivate")
    events = _known(work, partner).deactivate(reason=ask.reason, **ask.days(work))
    work.append(Partner, partner, *events)
    return partner


def reactivate(work: Work, partner: str, ask: Explain) -> str:
    """Let a partner take part again.

    Raises:
        NotAllowed, NotKnown, NotHappenedYet, PartnerActive, ReasonMissing: no.
    """
    access.require(work.actor, "partners.reactivate")
    events = _known(work, partner).reactivate(reason=ask.reason, **ask.days(work))
    work.append(Partner, partner, *events)
    return partner


def require_active(work: Work, *partners: str | None) -> None:
    """Refuse partners that are unknown or take on nothing new; None is no partner.

    Raises:
        UnknownPartner, PartnerInactive: naming the first one.
    """
    for partner in partners:
        if partner is not None:
            require_known(work, partner)
            work.load(Partner, partner).require_active()


def require_known(work: Work, partner: str) -> None:
    """Refuse a partner that was never enrolled.

    Raises:
        UnknownPartner: naming it.
    """
    if not work.load(Partner, partner).partner:
        raise UnknownPartner(partner=partner)


def _known(work: Work, partner: str) -> Partner:
    known = work.load(Partner, partner)
    if not known.partner:
        raise NotKnown
    return known

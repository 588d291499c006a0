"""What stands in the way of a promise, asked of the streams themselves before it is made."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from service.aggregates.area_group import AreaGroup
from service.aggregates.commitment import Commitment
from service.aggregates.household import Household
from service.aggregates.household_reservations import Claim
from service.aggregates.programme import Offer, Programme, UnknownProgramme
from service.application import NotKnown
from service.commands import deciles
from service.http.problems import BadRequest, FieldError
from service.kernel.needs import NeedType
from service.kernel.roles import Actor
from service.policies import access, targeting
from service.policies.overlap import Overlap, claim_of, overlaps
from service.policies.overlap import in_the_way as in_anybodys_way
from service.policies.targeting import Warned
from service.regency import Regency


class InTheWay(Struct, frozen=True, kw_only=True):
    """What a partner is told before promising; nothing is reserved by asking.

    Args:
        is_free: no other promise stands in the way.
        overlaps: every other promise to the household, the worst first; `complementary` ones
            stand in nobody's way.
        warnings: what else speaks against it. `not_payable`, `need_not_confirmed` and
            `need_not_open` will be refused.
        version: of the household, for `If-Match` when the promise is made.
    """

    household: UUID
    village: str
    need: NeedType
    is_free: bool
    overlaps: Sequence[Overlap]
    warnings: Sequence[Warned]
    version: int


def in_the_way(
    regency: Regency,
    actor: Actor,
    household: UUID,
    *,
    need: NeedType | None,
    programme: str | None,
    package: str | None,
    fiscal_year: int | None = None,
) -> InTheWay:
    """Return what stands in the way.

    Args:
        fiscal_year: of the promise in mind; None holds aid that recurs against that of any year.

    Raises:
        BadRequest: neither need nor programme is given.
        NotKnown, OutOfScope: the household is not the caller's to know.
        UnknownProgramme: there is no such programme.
    """
    version, known = regency.ledger.look(Household, household)
    if known.id is None:
        raise NotKnown
    access.require_household(actor, known.village, is_restricted=known.is_restricted)
    offer: Offer | None = None
    members: tuple[str, ...] = ()
    if programme is not None:
        _, listed = regency.ledger.look(Programme, programme)
        if listed.offer is None:
            raise UnknownProgramme(programme=programme)
        offer = listed.offer
        need = need or offer.need
        if offer.area_group is not None:
            members = regency.ledger.look(AreaGroup, offer.area_group)[1].members
    if need is None:
        raise BadRequest([FieldError("?need", "isi need atau programme")])
    found = overlaps(
        known,
        need,
        claim_of(offer, programme=programme or "", fiscal_year=fiscal_year, package=package)
        if offer
        else Claim(programme="", package=package),
        on=regency.ledger.today,
        doubles=[regency.ledger.look(Household, one)[1] for one in known.absorbed],
        commitments={
            one.commitment: regency.ledger.look(Commitment, one.commitment)[1]
            for each in known.needs.values()
            for one in each.reservations
        },
    )
    return InTheWay(
        household=household,
        village=known.village,
        need=need,
        is_free=not in_anybodys_way(found),
        overlaps=found,
        warnings=targeting.warnings(
            known,
            need,
            offer,
            decile=deciles.national(lambda kind, key: regency.ledger.look(kind, key)[1], known),
            members=members,
        ),
        version=version,
    )

"""One look at a page, and what every page asks about it: by whom, of what, called what."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency

from service.application import NotKnown
from service.http import languages
from service.http.areas import known_to
from service.http.fields import Choices
from service.http.sight import Sight, provide_page_sight
from service.kernel.events import AnyAggregate
from service.kernel.roles import Actor
from service.policies import access
from service.projections import funds, partners, programmes
from service.projections.reading import Visible
from service.projections.sentences import Names, place_names
from service.reference.regions import Territory, territory
from service.regency import Regency

MOST_CHOICES = 1_000


class Visit:
    """A request for a page, with what it leads to looked up once.

    Args:
        request: its path parameters and query are asked for by name.
    """

    def __init__(self, request: Request[Any, Any, Any], actor: Actor, regency: Regency) -> None:
        self.request = request
        self.actor = actor
        self.regency = regency

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What the address says: `commitment`, `code`."""
        return self.request.path_params

    def asked(self, name: str) -> str:
        """Return what the query says, stripped; empty if it says nothing."""
        return self.request.query_params.get(name, "").strip()

    @cached_property
    def sight(self) -> Sight:
        """What of names is open, for the purpose that was chosen for the session."""
        return provide_page_sight(self.request, self.actor, self.regency)

    def say(self, text: str, **values: object) -> str:
        """Return words in the reader's language, with `%(name)s` filled in by the values."""
        language = languages.chosen(self.request.cookies.get(languages.COOKIE))
        said = languages.translations(language).gettext(text)
        return said % values if values else said

    def reading(self) -> AbstractContextManager[Any]:
        """Give a connection that sees what is the actor's to know."""
        return self.regency.reading(self.actor)

    def counting(self) -> AbstractContextManager[Any]:
        """Give a connection for numbers only: households count wherever the actor works."""
        return self.regency.reading(self.actor, counts=True)

    @cached_property
    def known(self) -> Visible:
        """Of which single households the actor may be told."""
        return known_to(self.regency, self.actor)

    @cached_property
    def place(self) -> Territory:
        """The regency's villages."""
        return territory(self.regency.code)

    @cached_property
    def names(self) -> Names:
        """What slugs and codes are called."""
        self.regency.engine.catch_up("partners", "programmes", "funds")
        with self.reading() as conn:
            return Names(
                partners=partners.names(conn, self.regency.schema),
                programmes=programmes.names(conn, self.regency.schema),
                funds=funds.headings(conn, self.regency.schema),
                villages=place_names(self.regency.code),
            )

    def partner(self, slug: str | None) -> str:
        """Return what a partner is called now."""
        if not slug:
            return ""
        history = self.names.partners.get(slug)
        return history[-1][1] if history else slug

    def programme(self, slug: str) -> str:
        """Return what a programme is called now."""
        history = self.names.programmes.get(slug)
        return history[-1][1] if history else slug

    def village(self, code: str | None) -> str:
        """Return what a village is called."""
        return self.names.villages.get(code, code) if code else ""

    def partners(self) -> Choices:
        """Return the partners that can take something on."""
        self.regency.engine.catch_up("partners")
        with self.reading() as conn:
            found = partners.find(
                conn, self.regency.schema, partners.Asked(is_active=True), limit=MOST_CHOICES
            )
        return [(one.partner, one.name) for one in found]

    def programmes(self, **asked: Any) -> Choices:
        """Return the programmes on offer, with whose each is."""
        self.regency.engine.catch_up("programmes")
        with self.reading() as conn:
            found = programmes.find(
                conn,
                self.regency.schema,
                programmes.Asked(is_retired=False, **asked),
                limit=MOST_CHOICES,
            )
        return [(one.programme, f"{one.name} ({self.partner(one.owner)})") for one in found]

    def funds(self, owner: str | None, **asked: Any) -> Choices:
        """Return an owner's funds; None is everybody's."""
        self.regency.engine.catch_up("funds")
        with self.reading() as conn:
            found = funds.find(
                conn,
                self.regency.schema,
                funds.Asked(partner=owner, **asked),
                limit=MOST_CHOICES,
            )
        return [(one.fund, fund_name(one)) for one in found]

    def villages(self) -> Choices:
        """Return the villages where the actor may look."""
        return [
            (one.code, f"{one.name}, {one.kecamatan_name}")
            for one in self.place.villages
            if self.actor.scope.covers(one.code)
        ]

    def version(self, kind: type[AnyAggregate], key: object) -> int:
        """Return the version of a thing as it is now."""
        return self.regency.ledger.look(kind, key)[0]

    def may(
        self,
        right: str,
        *,
        village: str | None = None,
        household: UUID | None = None,
        parties: Any = None,
    ) -> bool:
        """Say whether to offer something about a village, for one of some organisations."""
        try:
            access.require(
                self.actor, right, village=village, household=household, organisation=parties
            )
        except (access.NotAllowed, access.NotEmpowered, access.OutOfScope):
            return False
        return True


def provide_visit(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    regency: NamedDependency[Regency],
) -> Visit:
    """Return the request for a page."""
    return Visit(request, actor, regency)


def fund_name(fund: funds.Fund) -> str:
    """Return what a fund is called: its short name says whose and which it is."""
    return f"{fund.fund} ({fund.fiscal_year})"


def uuid_in(text: str) -> UUID:
    """Return the id in an address.

    Raises:
        NotKnown: it is none.
    """
    try:
        return UUID(text)
    except ValueError as err:
        raise NotKnown from err

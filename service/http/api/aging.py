"""What is overdue or hangs, how old it is, who is asked to move it; and what falls due."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter
from msgspec import Struct
from msgspec.structs import replace

from service.http import deadlines, reads
from service.http.deadlines import Deadline
from service.http.paging import Page, Paging
from service.http.problems import BadRequest, FieldError
from service.http.reads import AreaAsked, SlugAsked, question
from service.kernel.roles import Actor
from service.projections import aging
from service.projections.aging import Bucket, By, Count, Item, Kind
from service.projections.moment import Moment
from service.regency import Regency

MOST_DAYS = 400

Kinds = Annotated[list[Kind] | None, QueryParameter(name="kind", max_items=5)]


class AgingAnswer(Struct, frozen=True, kw_only=True):
    """How much hangs, by kind, organisation or village, and age; `position` is the last event."""

    by: By
    counts: Sequence[Count]
    position: int


class DeadlinesAnswer(Struct, frozen=True, kw_only=True):
    """What falls due, in order of days; `position` is the last event."""

    items: Sequence[Deadline]
    position: int


class AgingController(Controller):
    """A partner is told of the own organisation, everybody else of where they work."""

    path = "/aging"
    tags = ("aging",)

    @question("/", right="commitments.read")
    def counts(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        by: Annotated[By, QueryParameter(description="What to count by.")] = "organisation",
        area: AreaAsked = None,
        party: SlugAsked = None,
    ) -> AgingAnswer:
        """How much hangs, counted to the day of `valid_on`, or to today."""
        position = reads.caught_up(regency, moment, "commitments")
        on = moment.valid_on or regency.ledger.today
        asked = deadlines.asked(regency, actor, on, area=area, party=party)
        with regency.reading(actor) as conn:
            found = aging.counts(conn, regency.schema, asked, by=by, moment=moment)
        return AgingAnswer(by=by, counts=found, position=position)

    @question("/items", right="commitments.read")
    def items(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        kinds: Kinds = None,
        bucket: FromQuery[Bucket | None] = None,
        organisation: SlugAsked = None,
        area: AreaAsked = None,
        party: SlugAsked = None,
    ) -> Page[Item]:
        """What hangs, the oldest first; `organisation` is whoever carries the promise out."""
        try:
            after = deadlines.after_key(reads.after(paging, str, int, str))
        except ValueError as err:
            raise BadRequest(
                [FieldError("?cursor", "bukan penanda halaman dari jawaban ini")]
            ) from err
        position = reads.caught_up(regency, moment, "commitments")
        on = moment.valid_on or regency.ledger.today
        asked = replace(
            deadlines.asked(regency, actor, on, area=area, party=party),
            kinds=tuple(dict.fromkeys(kinds or aging.KINDS)),
            bucket=bucket,
            organisation=organisation,
        )
        with regency.reading(actor) as conn:
            rows = aging.find(
                conn, regency.schema, asked, moment=moment, limit=paging.limit + 1, after=after
            )
        return paging.page(rows, deadlines.key_of, position)

    @question("/deadlines", right="commitments.read")
    def deadlines(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        days: Annotated[
            int, QueryParameter(ge=1, le=MOST_DAYS, description="How far ahead to look.")
        ] = 30,
        late: FromQuery[bool] = False,
    ) -> DeadlinesAnswer:
        """Days of promises, obligations, agreements and meetings; with `late`, those missed too."""
        on = moment.valid_on or regency.ledger.today
        until = on + timedelta(days=days)
        position = reads.caught_up(regency, moment, *deadlines.READ_MODELS)
        found = deadlines.coming(regency, actor, moment, on=on, until=until, late=late)
        return DeadlinesAnswer(items=found, position=position)

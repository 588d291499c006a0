"""What can be done about contribution statements: issue one to show."""

from datetime import date, timedelta

from service.aggregates.partner import Partner
from service.application import NotKnown, Receipt
from service.commands.statements import Issue
from service.exchange import statements
from service.exchange.statement_pdf import verify_path
from service.exchange.statement_words import COLUMNS
from service.http import languages
from service.http.pages import reading
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.http.problems import BadRequest, FieldError
from service.http.stated import Period, own, seen
from service.projections.moment import NOW
from service.projections.sentences import day

STATEMENT = "/mitra/{slug:str}/pernyataan"
ASKS = ("dari", "sampai", *reading.CLOCKS)


def period_asked(visit: Visit) -> Period:
    """Return the period of an address: this year's, unless it says another.

    People write the last day that counts; a period ends before the day after it.

    Raises:
        BadRequest: that is no day.
    """
    today = visit.regency.ledger.today
    moment = reading.clock(visit).moment
    try:
        last = date.fromisoformat(visit.asked("sampai") or (moment.valid_on or today).isoformat())
        first = date.fromisoformat(visit.asked("dari") or date(last.year, 1, 1).isoformat())
        until = last + timedelta(days=1)
    except (ValueError, OverflowError) as err:
        raise BadRequest([FieldError("?dari", "harus tanggal yang ada")]) from err
    if moment.valid_on is not None:
        until = min(until, moment.valid_on + timedelta(days=1))
    return Period(first, until, moment.position)


def scene(visit: Visit) -> Scene:
    """Find whose statement is issued, and what it will say.

    Raises:
        NotKnown: the partner is not there, or not the reader's.
        PeriodEmpty: there is no day in the period.
    """
    slug: str = visit.parameters["slug"]
    _, known = visit.regency.ledger.look(Partner, slug)
    if not known.partner:
        raise NotKnown
    period = period_asked(visit)
    given = seen(visit.regency, own(visit.actor, slug), period).credits.funder
    last = period.until_on - timedelta(days=1)
    fixed = {"from_on": period.from_on.isoformat(), "until_on": period.until_on.isoformat()}
    if period.position != NOW:
        fixed["upto"] = str(period.position)
    return Scene(
        title=visit.partner(slug),
        back=f"/mitra/{slug}/pernyataan",
        ids={"partner": slug, "regency": visit.regency},
        parties=frozenset({slug}),
        facts=[
            ("Periode", f"{day(period.from_on)} sampai {day(last)}"),
            *(
                (label, languages.rupiah("id", getattr(given.period, name)))
                for name, label in COLUMNS.items()
            ),
        ],
        fixed=fixed,
    )


def _leads(receipt: Receipt, _: Scene) -> str:
    return verify_path(receipt.id)


ISSUE = Action(
    right="statements.issue",
    path=STATEMENT + "/terbitkan",
    title="Terbitkan pernyataan",
    done="Pernyataan diterbitkan. Unduh naskahnya, atau bagikan alamat halaman ini.",
    ask=Issue,
    command=statements.issue,
    scene=scene,
    lead=(
        "Isinya dibekukan menurut catatan saat ini dan dapat diperiksa siapa saja tanpa masuk: "
        "kelima angka, tanpa nama keluarga."
    ),
    hidden=frozenset({"occurred_on", "upto"}),
    leads=_leads,
    queries=frozenset(ASKS),
)

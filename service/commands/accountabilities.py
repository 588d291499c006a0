"""Commands about reports of accountability: file one, send it back; and whether one is missing."""

from service.aggregates.accountability import Accountability
from service.aggregates.commitment_events import Terms
from service.aggregates.programme import Programme
from service.application import Work
from service.commands.partners import require_known
from service.commands.requests import (
    Explain,
    FiscalYear,
    Line,
    Proofs,
    Request,
    Slug,
    evidence,
)
from service.kernel.money import Rupiah
from service.policies import access


class File(Request, frozen=True, kw_only=True):
    """Account for a year.

    Args:
        organisation: a partner, or the government of a village that takes part as one.
        number: of the report.
        spent_rupiah: what it accounts for; nought if it handed nothing out.
    """

    organisation: Slug
    fiscal_year: FiscalYear
    number: Line
    spent_rupiah: Rupiah
    evidence: Proofs = ()


def key_of(organisation: str, fiscal_year: int) -> str:
    """Return the name of the report of an organisation on a year."""
    return f"{organisation}/{fiscal_year}"


def file(work: Work, ask: File) -> str:
    """Account for a year; return the report's key.

    Raises:
        NotAllowed, OutOfScope, UnknownPartner, ReportFiledAlready, YearStillRuns,
            NotHappenedYet: no.
    """
    access.require(work.actor, "accountabilities.file", organisation=ask.organisation)
    require_known(work, ask.organisation)
    key = key_of(ask.organisation, ask.fiscal_year)
    events = work.load(Accountability, key).file(
        ask.organisation,
        ask.fiscal_year,
        number=ask.number,
        spent_rupiah=ask.spent_rupiah,
        evidence=evidence(ask.evidence, work),
        **ask.days(work),
    )
    work.append(Accountability, key, *events)
    return key


def send_back(work: Work, organisation: str, fiscal_year: int, ask: Explain) -> str:
    """Return a report that is not complete; return its key.

    Raises:
        NotAllowed, ReportNotFiled, NotHappenedYet: no.
    """
    access.require(work.actor, "accountabilities.send_back")
    key = key_of(organisation, fiscal_year)
    events = work.load(Accountability, key).send_back(
        organisation, fiscal_year, reason=ask.reason, **ask.days(work)
    )
    work.append(Accountability, key, *events)
    return key


def require_reported(work: Work, terms: Terms) -> None:
    """Refuse to pay through whoever owes a report on the year before, if the programme asks.

    Raises:
        PreviousYearUnreported: naming the organisation and the year.
    """
    offer = work.load(Programme, terms.programme).offer
    if offer is None or not offer.is_report_required:
        return
    year = terms.fiscal_year - 1
    known = work.load(Accountability, key_of(terms.deliverer(), year))
    known.require_filed(terms.deliverer(), year)

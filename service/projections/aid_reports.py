"""One-off reports of help: which were asked for, which wait for their village, what came of them.

How the company is asked back stands sealed in the events.
"""

from datetime import date
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.aggregates.aid_report import AidForm, AidReportState, ReportValuation
from service.database.sql import in_schema
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, aid_report, step, number, company, organisation, partner, valid_until,
    village, sector, programme, form, value_rupiah, valuation, given_on, households, facility,
    commitment, reason, by
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'aid_report')::uuid,
    split_part(type, '.', 2),
    data ->> 'number',
    data ->> 'company',
    data ->> 'organisation',
    data ->> 'partner',
    (data ->> 'valid_until')::date,
    data ->> 'village',
    data ->> 'sector',
    data ->> 'programme',
    data ->> 'form',
    (data ->> 'value_rupiah')::bigint,
    data ->> 'valuation',
    coalesce(data ->> 'given_on', data ->> 'received_on')::date,
    (data ->> 'households')::int,
    data ->> 'facility',
    (data ->> 'commitment')::uuid,
    data ->> 'reason',
    data ->> 'by'
FROM {batch} AS batch
"""

AID_REPORTS = Projection(
    name="aid_reports",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position     bigint PRIMARY KEY,
                occurred_on  date   NOT NULL,
                aid_report   uuid   NOT NULL,
                step         text   COLLATE "C" NOT NULL,
                number       text   NOT NULL,
                company      text   NOT NULL,
                organisation text   COLLATE "C",
                partner      text   COLLATE "C",
                valid_until  date,
                village      text   COLLATE "C",
                sector       text,
                programme    text   COLLATE "C",
                form         text,
                value_rupiah bigint,
                valuation    text,
                given_on     date,
                households   int,
                facility     text,
                commitment   uuid,
                reason       text,
                by           text
            """,
            indexes=("(aid_report, position)", "(village, position) WHERE village IS NOT NULL"),
            wall=walls.OF_AREA,
        ),
    },
    types=(
        "aid_report.invited",
        "aid_report.filed",
        "aid_report.matched",
        "aid_report.confirmed",
        "aid_report.rejected",
        "aid_report.withdrawn",
    ),
    apply=(_COPY,),
)

# Of the steps a reader sees: a village does not see a link that was only sent.
_REGISTER: LiteralString = """
SELECT
    aid_report,
    max(number) AS number,
    max(company) AS company,
    max(organisation) AS organisation,
    (array_agg(partner ORDER BY position DESC) FILTER (WHERE partner IS NOT NULL))[1] AS partner,
    max(valid_until) AS valid_until,
    max(village) AS village,
    max(sector) AS sector,
    max(programme) AS programme,
    max(form) AS form,
    max(value_rupiah) FILTER (WHERE step = 'filed') AS value_rupiah,
    max(valuation) AS valuation,
    max(given_on) FILTER (WHERE step = 'filed') AS given_on,
    max(households) AS households,
    coalesce(max(facility), '') AS facility,
    max(value_rupiah) FILTER (WHERE step = 'confirmed') AS confirmed_rupiah,
    max(commitment::text)::uuid AS commitment,
    coalesce(max(reason), '') AS reason,
    coalesce(
        max(by) FILTER (WHERE step IN ('confirmed', 'rejected')), ''
    ) AS answered_by,
    (array_agg(step ORDER BY position DESC) FILTER (WHERE step <> 'matched'))[1] AS state,
    min(position) AS opened,
    min(occurred_on) AS asked_on
FROM {s}_read.aid_reports_lines
WHERE {seen}
GROUP BY aid_report
"""


class AidReport(Struct, frozen=True, kw_only=True):
    """A report as it stands.

    Args:
        organisation: who asked for it; None where the reader sees only what was filed.
        partner: which partner the company is, once that is said.
        value_rupiah: what the company says; `confirmed_rupiah` what the village says.
        commitment: as which it counts.
        opened: position of its first event, the key of lists.
    """

    aid_report: UUID
    number: str
    company: str
    organisation: str | None
    partner: str | None
    valid_until: date | None
    village: str | None
    sector: str | None
    programme: str | None
    form: AidForm | None
    value_rupiah: int | None
    valuation: ReportValuation | None
    given_on: date | None
    households: int | None
    facility: str
    confirmed_rupiah: int | None
    commitment: UUID | None
    reason: str
    answered_by: str
    state: AidReportState
    opened: int
    asked_on: date


class Asked(Struct, frozen=True, kw_only=True):
    """Which reports; every field that is given must hold.

    Args:
        party: who asked for it, or whose help it was.
        areas: region codes; None is everywhere, and nowhere yet.
    """

    aid_report: UUID | None = None
    party: str | None = None
    areas: tuple[str, ...] | None = None
    state: AidReportState | None = None


EVERYTHING = Asked()


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[AidReport]:
    """Return reports, the newest first.

    Args:
        after: `opened` of the last one of the page before.
    """
    seen, wanted = Conditions(moment), Conditions()
    seen.equal(aid_report=asked.aid_report)
    wanted.within(asked.areas)
    wanted.equal(state=asked.state)
    if asked.party is not None:
        wanted.add("%(party)s IN (organisation, partner)", party=asked.party)
    if after is not None:
        wanted.add("opened < %(after)s", after=after)
    sql: LiteralString = (
        "SELECT aid_report, number, company, organisation, partner, valid_until, village, sector,"
        " programme, form, value_rupiah, valuation, given_on, households, facility,"
        " confirmed_rupiah, commitment, reason, answered_by, state, opened, asked_on"
        f" FROM ({_REGISTER.replace('{seen}', seen.text)}) AS register WHERE {wanted.text}"
        " ORDER BY opened DESC LIMIT %(limit)s"
    )
    return fetch(conn, schema, AidReport, sql, {**seen.values, **wanted.values, "limit": limit})


def count_waiting(conn: Connection, schema: str, areas: tuple[str, ...] | None) -> int:
    """Count the reports of some areas that wait for their village's answer."""
    wanted = Conditions()
    wanted.within(areas)
    sql: LiteralString = (
        f"SELECT count(*) FROM ({_REGISTER.replace('{seen}', 'true')}) AS register"
        f" WHERE state = 'filed' AND {wanted.text}"
    )
    row = conn.execute(in_schema(sql, schema), wanted.values, prepare=False).fetchone()
    return int(row[0]) if row else 0

"""Contribution statements over HTTP: a partner's own, and a check that anybody can make."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from service.http import stated
from service.regency import Regency
from tests.commands.giving import ZAKAT, allocated, catalogue, funded, promised
from tests.http.api.asking import Client, fields, refusal
from tests.http.api.given import made, problem, shown
from tests.http.conftest import KLEGO, As
from tests.support.bookkeeping import balances, written

PERIOD = {"from_on": "2024-01-01", "until_on": "2025-01-01"}
MINE = "/api/v1/partners/baznas/statement"


@pytest.fixture(autouse=True)
def _given(regency: Regency) -> None:
    """Give a promise of Baznas that its zakat covers."""
    catalogue(regency)
    funded(regency)
    allocated(regency, promised(regency, None, village=KLEGO))


def asked(client: Client, as_: As, who: str = "baznas", path: str = MINE, **other: Any) -> Any:
    return client.get(path, params=PERIOD | other, headers=as_(who))


def issued(client: Client, as_: As, by: str = "baznas") -> str:
    path = "/api/v1/partners/baznas/statements"
    name: str = made(client.post(path, json=PERIOD, headers=as_(by)))["id"]
    return name


def test_a_partner_reads_what_it_gave(client: Client, as_: As):
    found = shown(asked(client, as_))

    assert found["credits"]["funder"]["period"]["committed_rupiah"] == 5_000_000
    by_source = next(one for one in found["breakdowns"] if one["by"] == "source")
    assert [one["key"] for one in by_source["parts"]] == [f"fund:{ZAKAT}"]


def test_a_statement_is_its_partners_and_whoever_oversees_it(client: Client, as_: As):
    for persona in ("baznas", "secretariat", "auditor"):
        shown(asked(client, as_, persona))
    for persona in ("company", "mentor", "village_head"):
        assert problem(asked(client, as_, persona)) == (404, "404")
        lines = asked(client, as_, persona, f"{MINE}/lines")
        assert problem(lines) == (404, "404")


def test_a_period_ends_with_the_day_that_is_asked_about(client: Client, as_: As):
    found = shown(asked(client, as_, valid_on="2024-11-03"))
    assert found["until_on"] == "2024-11-04"
    assert found["credits"]["funder"]["period"]["committed_rupiah"] == 0

    assert refusal(asked(client, as_, until_on="2024-01-01")) == "period-empty"
    assert fields(asked(client, as_, from_on="kemarin")) == {"?from_on"}


def test_a_number_opens_into_its_events(regency: Regency, client: Client, as_: As):
    path = f"{MINE}/lines"
    found = shown(asked(client, as_, path=path, by="source", key=f"fund:{ZAKAT}"))
    [line] = found["items"]
    assert (line["amount_rupiah"], found["next"]) == (5_000_000, None)

    [opened] = regency.log.at([line["position"]])
    assert opened.event.tag == "allocation.made"


def test_a_statement_is_issued_and_checked_by_anybody(client: Client, as_: As):
    name = issued(client, as_)

    found = shown(client.get(f"/api/v1/statements/{name}/check"))

    assert (found["is_same"], found["partner"]) == (True, "baznas")
    assert found["issued"] == found["now"]
    assert found["issued"]["committed_rupiah"] == 5_000_000
    assert "household" not in str(found)
    assert problem(client.get(f"/api/v1/statements/{'0' * 64}/check")) == (404, "404")


def test_an_issued_statement_stays_as_it_was(client: Client, as_: As, regency: Regency):
    name = issued(client, as_)
    promised(regency, None, village=KLEGO)

    found = shown(client.get(f"/api/v1/statements/{name}", headers=as_("baznas")))

    assert found["name"] == name
    assert found["credits"]["funder"]["closing"]["committed_rupiah"] == 5_000_000
    refused = client.get(f"/api/v1/statements/{name}", headers=as_("company"))
    assert problem(refused) == (404, "404")
    listed = shown(client.get("/api/v1/partners/baznas/statements", headers=as_("baznas")))
    assert [one["statement"] for one in listed["items"]] == [name]


def test_the_secretariat_issues_for_anybody_and_a_partner_for_itself(client: Client, as_: As):
    issued(client, as_, "secretariat")
    path = "/api/v1/partners/baznas/statements"
    refused = client.post(path, json=PERIOD, headers=as_("company"))
    assert problem(refused) == (404, "404")


def test_an_issued_statement_is_a_pdf(client: Client, as_: As):
    name = issued(client, as_)

    answer = client.get(f"/api/v1/statements/{name}/pdf", headers=as_("auditor"))

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    refused = client.get(f"/api/v1/statements/{name}/pdf", headers=as_("company"))
    assert problem(refused) == (404, "404")


def test_a_statement_is_taken_along_as_csv_and_as_a_workbook(client: Client, as_: As):
    told = asked(client, as_, path=f"{MINE}/file", format="csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told)))
    top = next(at for at, row in enumerate(rows) if row[0] == "Posisi")
    committed = rows[top].index("Komitmen", 3)
    assert sum(int(row[committed]) for row in rows[top + 1 :]) == 5_000_000

    book = asked(client, as_, path=f"{MINE}/file", format="xlsx").content
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book))
    assert sheets.sheet_names[:2] == ["Ringkasan", "Sumber dana"]
    summary = sheets.get_sheet_by_name("Ringkasan").to_python()
    assert ["Penyandang dana", "Dalam periode", 5_000_000, 5_000_000, 0, 0, 0] in summary


def test_a_partner_takes_its_own_journal_and_an_auditor_the_regencys(
    client: Client, as_: As, tmp_path: Path
):
    path = "/api/v1/contributions/journal"
    whole = client.get(path, headers=as_("auditor"))
    own = client.get(path, headers=as_("baznas"))
    nothing = client.get(path, headers=as_("company"))

    assert whole.headers["content-type"] == "text/plain; charset=utf-8"
    assert f"Dana:{ZAKAT}:Tersedia" in balances(written(tmp_path, [own.text]))
    assert ZAKAT in whole.text
    assert ZAKAT not in nothing.text
    refused = client.get(path, params={"partner": "baznas"}, headers=as_("company"))
    assert problem(refused) == (404, "404")


def test_a_journal_that_is_too_long_says_what_to_do(
    client: Client, as_: As, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stated, "MOST_JOURNAL_BYTES", 100)

    refused = client.get("/api/v1/contributions/journal", headers=as_("auditor"))

    assert refusal(refused) == "journal-too-long", stated.JournalTooLong.title()

"""Lists by name leave with a number, a mark and nothing that a spreadsheet would run."""

import csv
import io
from uuid import UUID

import pytest
from msgspec.structs import replace

from service.exchange import exports
from service.exchange.exports import Export, TooManyToExport, export
from service.exchange.sheets import csv_bytes
from service.regency import Regency
from tests.commands.acting import KLEGO, SECRETARIAT, registered

A, B = "9909150101700001", "9909150102750002"


def made(regency: Regency, **other: object) -> Export:
    asked = {
        "hidden": (),
        "purpose": "verification",
        "reference": "470/12",
        "channel": "api",
    }
    return export(regency, SECRETARIAT, [KLEGO], **(asked | other))  # type: ignore[arg-type]


def rows(file: Export) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_bytes(file.sheet).decode("utf-8-sig"))))


def test_a_file_says_who_made_it_when_what_for_and_how_long_it_may_be_kept(regency: Regency):
    household = registered(regency, A, B)
    file = made(regency)
    who, purpose, expiry, titles, *people = rows(file)
    assert who[0].startswith(f"Ekspor nomor {file.number} oleh secretariat, ")
    assert purpose == ["Tujuan: Verifikasi dan validasi daftar; 470/12"]
    assert expiry[0].startswith("Musnahkan paling lambat ")
    assert titles == list(exports.TITLES)
    assert [row[6] for row in people] == [A, B]
    assert (file.households, file.persons) == (1, 2)
    [look] = regency.access_log.of_subjects([household], limit=9)
    assert (look.id, look.kind, look.count, look.reference) == (file.number, "export", 3, "470/12")


def test_a_hidden_household_is_in_no_file(regency: Regency):
    household = registered(regency, A)
    assert len(rows(made(regency, hidden=(household,)))) == 4


def test_an_empty_file_is_on_record_too(regency: Regency):
    file = made(regency)
    [look] = regency.access_log.of_account(SECRETARIAT.account, limit=9)
    assert (look.id, look.count) == (file.number, 0)


def test_a_file_has_a_limit(regency: Regency, monkeypatch: pytest.MonkeyPatch):
    registered(regency, A)
    monkeypatch.setattr(exports, "MOST_EXPORTED", 0)
    with pytest.raises(TooManyToExport):
        made(regency)


def test_whoever_made_it_is_called_by_name_where_there_is_one(regency: Regency):
    registered(regency, A)
    hesti = replace(SECRETARIAT, name="=Hesti")
    file = export(
        regency,
        hesti,
        [KLEGO],
        hidden=(),
        purpose="audit",
        reference="",
        channel="page",
    )
    assert "oleh =Hesti, " in rows(file)[0][0]
    assert UUID(rows(file)[4][0])

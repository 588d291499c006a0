"""The file that a list arrived as, over HTTP: given back on record, without mothers' names."""

from hashlib import sha256
from typing import Any

import pytest

from service.http.api import list_files as files
from service.http.problems import code_of
from service.layouts import DTKS_HEADER
from service.regency import Regency
from tests.exchange.test_lists import BreaksOff, receive
from tests.http.api.asking import KK, A, B, Client, refusal
from tests.http.api.test_lists import ABOUT, FAULTY, HEAD, HEADER, LISTS
from tests.http.api.test_subject_requests import carried_out
from tests.http.conftest import As
from tests.layouts.workbooks import xlsx

PLAIN = f"{HEADER}\r\n{HEAD}\r\n{FAULTY}\r\n".encode()
MOTHER = "Qwxyrta Contoh"


def received(client: Client, as_: As, content: bytes, file_name: str = "uji.csv") -> str:
    answer = client.post(
        LISTS,
        params=ABOUT | {"file_name": file_name},
        content=content,
        headers=as_("secretariat") | {"Content-Type": "application/octet-stream"},
    )
    assert answer.status_code in {200, 201}, answer.text
    found: str = answer.json()["list"]
    return found


def given(client: Client, as_: As, listed: str, by: str = "auditor", purpose: str = "audit") -> Any:
    asked = {"purpose": purpose} if purpose else {}
    return client.get(f"{LISTS}/{listed}/file", params=asked, headers=as_(by))


def about(client: Client, as_: As, listed: str) -> Any:
    return client.get(f"{LISTS}/{listed}/file/about", headers=as_("mentor")).json()


def test_a_file_is_given_back_byte_for_byte_and_the_look_is_on_record(
    client: Client, as_: As, regency: Regency
):
    listed = received(client, as_, PLAIN)
    assert refusal(given(client, as_, listed, by="village_operator"), 403) == "not-allowed"
    assert given(client, as_, listed, purpose="").status_code == 400
    other = given(client, as_, listed, by="secretariat", purpose="aid_delivery")
    assert refusal(other, 403) == code_of(files.ListFileNotForThis)
    assert regency.access_log.of_account("auditor", limit=9) == []

    answer = given(client, as_, listed)

    assert answer.content == PLAIN
    told = about(client, as_, listed)
    assert told["is_as_received"]
    assert told["kept_hash"] == told["file_hash"] == sha256(answer.content).hexdigest()
    assert answer.headers["Content-Disposition"].endswith(f'daftar-{listed[-6:]}.csv"')
    assert answer.headers["Cache-Control"] == "no-store"
    [look] = regency.access_log.of_account("auditor", limit=9)
    assert (look.kind, look.count) == ("export", 2)
    assert answer.headers["X-Export-Number"] == str(look.id)


def test_a_list_that_broke_off_has_its_file_once_it_was_read(
    client: Client, as_: As, regency: Regency
):
    with pytest.raises(KeyboardInterrupt):
        receive(regency, PLAIN, progress=BreaksOff(0))
    [batch] = client.get(LISTS, headers=as_("auditor")).json()["items"]
    assert refusal(given(client, as_, batch["list"]), 404) == code_of(files.ListFileNeverKept)

    assert received(client, as_, PLAIN) == batch["list"]

    assert given(client, as_, batch["list"]).content == PLAIN


def test_mothers_names_are_not_kept_and_that_is_told(client: Client, as_: As):
    titles = DTKS_HEADER.split("|")
    filled = dict(zip(titles, ["x"] * len(titles), strict=True)) | {
        "KABUPATEN/KOTA": "BOYOLALI", "KECAMATAN": "KLEGO", "DESA/KELUARAHAN": "KLEGO",
        "NOKK": KK, "NIK": A, "NAMA": "BUDI", "NAMA IBU KANDUNG": MOTHER, "HUB KELUARGA": "1",
    }  # fmt: skip
    row, emptied = ("|".join((filled | more).values()) for more in ({}, {"NAMA IBU KANDUNG": ""}))
    shifted = row.replace("|BUDI|", "|BUDI|SANTOSO|")
    listed = received(client, as_, f"{DTKS_HEADER}\n{row}\n{shifted}".encode(), "dtks.txt")

    answer = given(client, as_, listed)

    assert answer.text.split("\n") == [DTKS_HEADER, emptied, "", ""]
    told = about(client, as_, listed)
    assert told["columns_left_out"] == ["NAMA IBU KANDUNG"]
    assert not told["is_as_received"]
    assert told["kept_hash"] == sha256(answer.content).hexdigest() != told["file_hash"]


@pytest.mark.parametrize("title", ["Nama Ibu Kandung", "nama_gadis_ibu_kandung"])
def test_a_workbook_with_mothers_names_is_not_kept(client: Client, as_: As, title: str):
    cells = [A, KK, "Budi", "Klego", "Klego"]
    rows = [["NIK", "NO KK", "NAMA", "KECAMATAN", "DESA"], cells]
    elsewhere = [["NIK", title], [B, MOTHER]]
    listed = received(client, as_, xlsx(rows, elsewhere, names=["Daftar", "Lain"]).read())

    assert refusal(given(client, as_, listed), 404) == code_of(files.ListFileLeftOut)
    assert about(client, as_, listed)["state"] == "left_out"


def test_a_file_goes_with_whoever_on_it_is_erased(client: Client, as_: As):
    listed = received(client, as_, PLAIN)
    other = received(client, as_, PLAIN.replace(FAULTY.encode(), b""))
    [home] = client.get("/api/v1/households", headers=as_("secretariat")).json()["items"]

    carried_out(client, as_, home["household"], "erasure", "no_longer_needed")

    for one in (listed, other):
        assert refusal(given(client, as_, one), 404) == code_of(files.ListFileErased)
    received(client, as_, PLAIN)
    assert about(client, as_, listed)["state"] == "erased"

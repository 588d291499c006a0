"""A list is looked at before it is received, and received without being sent again."""

import tempfile
import zipfile
from io import BytesIO
from typing import Any

import pytest

from service.regency import Regency
from tests.http.api.asking import KK, A, B, Client, refusal
from tests.http.api.test_lists import ABOUT, FAULTY, HEAD, HEADER, LISTS
from tests.http.conftest import As
from tests.layouts.workbooks import ods, xlsx

PREVIEWS = f"{LISTS}/previews"
LETTER = {name: text for name, text in ABOUT.items() if name != "file_name"}
YELLOW = f";{KK};Mbah Sumi;Orang tua;Dukuh Contoh;Klego;Klego"


@pytest.fixture(autouse=True)
def _private(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def looked(client: Client, as_: As, content: bytes, by: str = "secretariat", **more: Any):
    return client.post(
        PREVIEWS,
        params={"file_name": "uji.csv"} | more,
        content=content,
        headers=as_(by) | {"Content-Type": "application/octet-stream"},
    )


def text(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines]).encode()


def test_rows_are_told_in_three_colours_masked_with_reasons(client: Client, as_: As):
    answer = looked(client, as_, text(HEAD, YELLOW, FAULTY))

    assert answer.status_code == 201, answer.text
    seen = answer.json()["looked"]
    assert [seen[colour] for colour in ("green", "yellow", "red")] == [1, 1, 1]
    assert seen["rows"] == 3
    assert {"title": "NAMA", "field": "name"} in seen["columns"]
    [red] = seen["samples"]["red"]
    assert (red["row_no"], red["cells"]["NIK"]) == (4, "12")
    assert red["reasons"][0]["title"] == "NIK tidak terdiri atas 16 angka."
    [yellow] = seen["samples"]["yellow"]
    assert yellow["reasons"][0]["code"] == "nik_missing"
    for personal in (A, KK, "Budi", "Siti", "Dukuh Contoh"):
        assert personal not in answer.text


def test_nothing_is_written_but_that_somebody_looked(client: Client, as_: As, regency: Regency):
    as_("secretariat")
    head = regency.log.head()
    seen = looked(client, as_, text(HEAD)).json()

    assert regency.log.head() == head
    [look, *_] = regency.access_log.of_account("secretariat", limit=1)
    assert seen["file_hash"][:16] in look.reference


def test_the_same_file_is_received_without_being_sent_again(client: Client, as_: As):
    seen = looked(client, as_, text(HEAD, FAULTY)).json()
    path = f"{PREVIEWS}/{seen['token']}/receipts"
    body = LETTER | {"file_hash": seen["file_hash"]}

    answer = client.post(path, json=body, headers=as_("secretariat"))

    assert answer.status_code == 201, answer.text
    assert (answer.json()["households"], answer.json()["quarantined"]) == (1, 1)
    assert refusal(client.post(path, json=body, headers=as_("secretariat"))) == "spool-expired"


def test_another_file_than_was_seen_is_not_received(client: Client, as_: As):
    seen = looked(client, as_, text(HEAD)).json()
    answer = client.post(
        f"{PREVIEWS}/{seen['token']}/receipts",
        json=LETTER | {"file_hash": "0" * 64},
        headers=as_("secretariat"),
    )
    assert refusal(answer) == "file-changed"


def test_a_file_waits_for_whoever_sent_it_and_for_nobody_else(client: Client, as_: As):
    token = looked(client, as_, text(HEAD)).json()["token"]
    answer = client.post(f"{PREVIEWS}/{token}/readings", json={}, headers=as_("village_operator"))
    assert answer.status_code == 403
    wrong = client.post(f"{PREVIEWS}/{'x' * 43}/readings", json={}, headers=as_("secretariat"))
    assert refusal(wrong) == "spool-expired"


def test_a_mapping_by_hand_is_remembered_for_the_issuer(client: Client, as_: As):
    odd = "Identitas;Warga;Wilayah;Kec"
    row = f"{A};Budi Contoh;Klego;Klego"
    unknown = looked(client, as_, text(row, header=odd)).json()
    assert unknown["looked"]["refusal"]["code"] == "NoHeaderFound"
    assert [one["title"] for one in unknown["looked"]["columns"]][:2] == ["Identitas", "Warga"]

    mapping = {"nik": "Identitas", "name": "Warga", "village": "Wilayah"}
    path = f"{PREVIEWS}/{unknown['token']}"
    told = client.post(
        f"{path}/readings", json={"mapping": mapping}, headers=as_("secretariat")
    ).json()
    assert (told["looked"]["refusal"], told["looked"]["green"]) == (None, 1)
    taken = client.post(
        f"{path}/receipts",
        json=LETTER | {"file_hash": told["file_hash"]},
        headers=as_("secretariat"),
    )
    assert (taken.status_code, taken.json()["persons"]) == (201, 1)

    later = looked(
        client, as_, text(f"{B};Siti;Klego;Klego", header=odd), issuer=LETTER["issuer"]
    ).json()
    assert (later["is_proposed"], later["mapping"], later["looked"]["green"]) == (
        True,
        mapping,
        1,
    )


def bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 120_000_000)
    return file.getvalue()


def word() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return file.getvalue()


def wide() -> bytes:
    titles = ["NIK", "NAMA", "DESA", *[f"KOLOM {n}" for n in range(300)]]
    return ";".join(titles).encode() + b"\n"


REFUSED = {
    "jpeg": (b"\xff\xd8\xff\xe0" + b"\0" * 500, "not-a-text-list"),
    "pdf": (b"%PDF-1.7\n" + b"x" * 500, "not-a-text-list"),
    "zip bomb": (bomb(), "workbook-too-large"),
    "300 columns": (wide(), "too-many-columns"),
    "half a workbook": (b"PK\x03\x04" + b"x" * 500, "workbook-unreadable"),
    "an old Word file": (b"\xd0\xcf\x11\xe0" + b"\0" * 5000, "workbook-unreadable"),
    "nothing": (b"\n\n", "empty-list"),
    "a page of the web": (b"<html><table><tr><td>NIK</td></tr></table></html>", "page-not-list"),
    "titles alone": (HEADER.encode(), "no-rows"),
    "a Word file": (word(), "not-a-text-list"),
    "no header": (b"1;2;3\n4;5;6\n", "no-header-found"),
}
READ = {
    "bom": "\ufeff".encode() + text(HEAD),
    "utf-16": text(HEAD).decode().encode("utf-16"),
    "latin-1": text(HEAD.replace("Contoh", "Cont\u00f6h")).decode().encode("latin-1"),
    "another delimiter": text(HEAD).replace(b";", b"\t"),
    "a workbook": xlsx(
        [["DAFTAR"], HEADER.split(";"), HEAD.split(";")], merged=[(0, 0, 0, 5, "DAFTAR")]
    ).read(),
    "libreoffice": ods([HEADER.split(";"), HEAD.split(";")]).read(),
    "formulas": xlsx([[*HEADER.split(";"), "JUMLAH"], [*HEAD.split(";"), "=1+1"]]).read(),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_list_is_refused_in_words_and_leaves_nothing(
    client: Client, as_: As, regency: Regency, kind: str
):
    content, code = REFUSED[kind]
    as_("secretariat")
    head = regency.log.head()
    answer = client.post(
        LISTS,
        params=ABOUT,
        content=content,
        headers=as_("secretariat") | {"Content-Type": "application/octet-stream"},
    )
    assert refusal(answer) == code
    assert regency.log.head() == head
    previewed = looked(client, as_, content)
    told = previewed.json()
    assert code == (
        told["type"].rpartition("/")[2]
        if previewed.status_code == 409
        else "-".join(_words(told["looked"]["refusal"]["code"]))
    )


def _words(name: str) -> list[str]:
    return "".join(f" {one.lower()}" if one.isupper() else one for one in name).split()


@pytest.mark.parametrize("kind", READ)
def test_what_is_a_list_in_any_dress_comes_in_whole(client: Client, as_: As, kind: str):
    answer = client.post(
        LISTS,
        params=ABOUT,
        content=READ[kind],
        headers=as_("secretariat") | {"Content-Type": "application/octet-stream"},
    )
    assert answer.status_code == 201, answer.text
    assert (answer.json()["persons"], answer.json()["quarantined"]) == (1, 0)


def test_two_gigabytes_are_refused_before_they_are_read(client: Client, as_: As):
    read = []

    def body():
        for _ in range(2 * 1024):
            read.append(1)
            yield b"\0" * 1024 * 1024

    for path in (LISTS, PREVIEWS):
        answer = client.post(
            path,
            params=ABOUT if path == LISTS else {"file_name": "besar.csv"},
            content=body(),
            headers=as_("secretariat")
            | {"Content-Type": "text/csv", "Content-Length": str(2 * 1024**3)},
        )
        assert answer.status_code == 413
    assert sum(read) <= 500

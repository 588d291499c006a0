"""Lists over HTTP: a file in, its quarantine out, row by row."""

from typing import Any

import pytest

from tests.http.api.asking import KK, A, B, Client, fields, refusal
from tests.http.conftest import As

LISTS = "/api/v1/lists"
HEADER = "NIK;NO KK;NAMA;HUB KELUARGA;ALAMAT;KECAMATAN;DESA"
HEAD = f"{A};{KK};Budi Contoh;Kepala Keluarga;Dukuh Contoh;Klego;Klego"
FAULTY = "12;;Siti Contoh;;Dukuh Contoh;Klego;Klego"
NOWHERE = f"{B};;Tono Contoh;;Dukuh Contoh;Klego;Atlantis"
ABOUT = {
    "name": "Daftar uji",
    "issuer": "Dinas Sosial",
    "letter_number": "460/1/2024",
    "letter_date": "2024-11-04",
    "period": "2024-10",
    "purpose": "Verifikasi",
    "legal_basis": "Perbup 1/2024",
    "file_name": "uji.csv",
}


def _sent(client: Client, as_: As, *lines: str, by: str = "secretariat", **more: Any):
    return client.post(
        LISTS,
        params=ABOUT | more,
        content="\n".join([HEADER, *lines]).encode(),
        headers=as_(by) | {"Content-Type": "text/csv"},
    )


def _received(client: Client, as_: As, *lines: str) -> str:
    answer = _sent(client, as_, *lines)
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["list"]
    return found


def _rows(client: Client, as_: As, received: str, by: str = "secretariat", query: str = ""):
    answer = client.get(f"{LISTS}/{received}/rows{query}", headers=as_(by))
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def _settled(client: Client, as_: As, received: str, row: str, by: str = "secretariat", **body):
    return client.post(f"{LISTS}/{received}/rows/{row}", json=body, headers=as_(by))


def test_a_list_comes_in_once(client: Client, as_: As):
    first = _sent(client, as_, HEAD, FAULTY)
    assert first.status_code == 201, first.text
    report = first.json()
    counted = (report["rows"], report["households"], report["quarantined"])
    assert counted == (2, 1, 1)
    assert report["is_repeated"] is False
    again = _sent(client, as_, HEAD, FAULTY)
    assert again.status_code == 200
    assert again.json() == report | {"is_repeated": True}
    opened = client.get(first.headers["Location"], headers=as_("auditor")).json()
    assert opened["letter_number"] == "460/1/2024"
    assert opened["quarantined_open"] == 1


def test_only_the_secretariat_receives_lists(client: Client, as_: As):
    assert refusal(_sent(client, as_, HEAD, by="village_operator"), 403) == "not-allowed"


def test_a_list_comes_with_its_letter(client: Client, as_: As):
    answer = client.post(
        LISTS,
        params={"name": "Daftar uji"},
        content=HEADER.encode(),
        headers=as_("secretariat") | {"Content-Type": "text/csv"},
    )
    assert answer.status_code == 400
    unknown = _sent(client, as_, HEAD, umur="3")
    assert fields(unknown) == {"?umur"}


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
def test_a_list_is_a_file_as_it_is(client: Client, as_: As, kind: str):
    answer = client.post(
        LISTS, params=ABOUT, content=b"{}", headers=as_("secretariat") | {"Content-Type": kind}
    )
    assert answer.status_code == 415


def test_a_file_that_is_no_list_is_refused_and_leaves_nothing(client: Client, as_: As):
    answer = client.post(
        LISTS,
        params=ABOUT,
        content=b"%PDF-1.7 a letter",
        headers=as_("secretariat") | {"Content-Type": "application/octet-stream"},
    )
    assert refusal(answer) == "not-a-text-list"
    assert client.get(LISTS, headers=as_("secretariat")).json()["items"] == []


def test_a_list_may_be_larger_than_any_other_request(client: Client, as_: As):
    assert _sent(client, as_, HEAD, *([";;;;;;" * 100] * 1_000)).status_code == 201


def test_lists_are_told_newest_first_page_by_page(client: Client, as_: As):
    first = _received(client, as_, HEAD)
    second = _received(client, as_, FAULTY)
    page = client.get(f"{LISTS}?limit=1", headers=as_("neighbour")).json()
    assert [item["list"] for item in page["items"]] == [second]
    rest = client.get(f"{LISTS}?limit=1&cursor={page['next']}", headers=as_("auditor")).json()
    assert [item["list"] for item in rest["items"]] == [first]
    assert rest["next"] is None


def test_a_list_was_not_there_before_it_came(client: Client, as_: As):
    received = _received(client, as_, HEAD)
    then = client.get(f"{LISTS}/{received}?as_of=1", headers=as_("secretariat"))
    assert then.status_code == 404


def test_a_held_row_says_why_and_what_to_do(client: Client, as_: As):
    received = _received(client, as_, HEAD, FAULTY)
    [row] = _rows(client, as_, received, by="village_operator", query="?purpose=verification")
    assert (row["row_no"], row["area"], row["how"]) == (3, "33.09.15.2009", None)
    assert row["problems"][0]["code"] == "nik_not_16_digits"
    assert row["problems"][0]["title"] == "NIK tidak terdiri atas 16 angka."
    assert row["cells"]["NAMA"] == "Siti Contoh"


def test_cells_are_for_those_who_may_read_names(client: Client, as_: As):
    received = _received(client, as_, FAULTY)
    for persona in ("mentor", "village_operator"):
        [row] = _rows(client, as_, received, by=persona)
        assert row["cells"] is None, "nobody said for what"
        assert row["problems"]


def test_rows_are_told_to_those_of_their_village(client: Client, as_: As):
    received = _received(client, as_, FAULTY, NOWHERE)
    assert [row["row_no"] for row in _rows(client, as_, received)] == [2, 3]
    assert [row["row_no"] for row in _rows(client, as_, received, by="village_operator")] == [2]
    assert _rows(client, as_, received, by="neighbour") == []


def test_rows_are_narrowed_and_told_page_by_page(client: Client, as_: As):
    received = _received(client, as_, FAULTY, NOWHERE)
    unknown = _rows(client, as_, received, query="?reason=village_unknown")
    assert [row["row_no"] for row in unknown] == [3]
    path = f"{LISTS}/{received}/rows?limit=1"
    page = client.get(path, headers=as_("secretariat")).json()
    rest = client.get(f"{path}&cursor={page['next']}", headers=as_("secretariat")).json()
    assert [row["row_no"] for row in rest["items"]] == [3]
    assert rest["next"] is None


def test_a_corrected_row_becomes_a_household(client: Client, as_: As):
    received = _received(client, as_, FAULTY)
    answer = _settled(
        client, as_, received, "2/corrections", by="village_operator", cells={"NIK": B}
    )
    assert answer.status_code == 201, answer.text
    path = answer.headers["Location"] + "?purpose=verification"
    opened = client.get(path, headers=as_("village_operator")).json()
    assert opened["sources"] == [{"list": received, "row_no": 2}]
    assert opened["members"][0]["name"] == "Siti Contoh"
    [row] = _rows(client, as_, received, query="?is_resolved=true")
    assert (row["how"], row["household"]) == ("corrected", opened["household"])
    assert _rows(client, as_, received, query="?is_resolved=false") == []


def test_a_row_that_is_still_wrong_says_what_is(client: Client, as_: As):
    received = _received(client, as_, FAULTY)
    answer = _settled(client, as_, received, "2/corrections", cells={"NIK": "1"})
    assert refusal(answer) == "row-still-faulty"
    assert answer.json()["why"]["problems"][0]["code"] == "nik_not_16_digits"
    assert fields(_settled(client, as_, received, "2/corrections", cells={})) == {"cells"}


def test_a_row_is_dismissed_for_a_reason(client: Client, as_: As):
    received = _received(client, as_, FAULTY)
    assert fields(_settled(client, as_, received, "2/dismissals")) == {"reason"}
    answer = _settled(client, as_, received, "2/dismissals", reason="Bukan warga kabupaten")
    assert answer.status_code == 201
    again = _settled(client, as_, received, "2/dismissals", reason="Bukan warga kabupaten")
    assert refusal(again) == "row-is-resolved"


def test_a_row_of_another_village_is_not_found(client: Client, as_: As):
    received = _received(client, as_, FAULTY)
    for row in ("2/dismissals", "9/dismissals"):
        answer = _settled(client, as_, received, row, by="neighbour", reason="Bukan warga")
        assert answer.status_code == 404
    wrong_role = _settled(client, as_, received, "2/dismissals", by="auditor", reason="Bukan")
    assert refusal(wrong_role, 403) == "not-allowed"

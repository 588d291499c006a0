"""What has to be settled about who is who: on one page, and each by its own form."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.commands import households
from service.commands.people import GivenResidence
from service.commands.validations import JudgeHousehold, validate
from service.http.pages.duties import DUTIES
from tests.commands.acting import DAY, GONDANGLEGI, SECRETARIAT, VISIT, actor, do, registered
from tests.http.conftest import KLEGO
from tests.http.pages.browsing import send, sign_in

Client = TestClient[Litestar]
A, B, C = "9909150101700001", "9909150101700002", "9909150103000003"
OPERATOR, MENTOR = actor("village_operator"), actor("mentor")


def disputed(client: Client) -> UUID:
    """Have two accounts disagree about a household."""
    regency = client.app.state.regency
    home = registered(regency, A)
    for by, verdict in ((OPERATOR, "eligible"), (MENTOR, "better_off")):
        said = JudgeHousehold(
            verdict=verdict,  # type: ignore[arg-type]
            method="visit",
            reason="assets",
            evidence=(VISIT,),
            occurred_on=DAY,
        )
        do(regency, by, validate, home, said)
    return home


def test_what_waits_is_counted_and_leads_to_its_list(client: Client):
    disputed(client)
    sign_in(client, "village_head")
    page = client.get("/perlu-diputuskan")
    assert page.status_code == 200
    for label, path in DUTIES.values():
        assert label in page.text
        assert client.get(path).status_code == 200, path
    village = client.get(f"/desa/{KLEGO}")
    assert "Pertentangan yang belum diputuskan" in village.text


def test_a_contradiction_is_decided_from_the_household_s_page(client: Client):
    home = disputed(client)
    earlier = JudgeHousehold(
        verdict="eligible", method="visit", occurred_on=DAY - timedelta(days=9)
    )
    do(client.app.state.regency, SECRETARIAT, validate, home, earlier)
    sign_in(client, "village_head")
    page = client.get(f"/keluarga/{home}").text
    assert "Dipertentangkan" in page
    assert "tidak mengubah apa pun sebelum diputuskan" in page
    asking = client.get(f"/keluarga/{home}/validasi").text
    assert "juga yang bertanggal lebih awal" in asking
    assert page.index("Anggota keluarga") < page.index('id="tindakan-h"')
    [dispute] = client.get("/pertentangan").text.split('href="/keluarga/')[2:3]
    decide = "/keluarga/" + dispute.partition('"')[0]
    assert decide.endswith("/putuskan")
    form = client.get(decide).text
    for told in (
        "village_operator: Tetap layak, 04/11/2024",
        "mentor: Mampu, tidak layak lagi, 04/11/2024",
        "secretariat: Tetap layak, 26/10/2024",
    ):
        assert told in form
    done = send(client, decide, holds="3", reason="Dilihat bersama RT")
    assert done.status_code == 303, done.text
    assert "Dipertentangkan" not in client.get(f"/keluarga/{home}").text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("path", ["/pertentangan", "/ganda", "/perpindahan", "/permohonan"])
def test_every_work_list_can_be_taken_along(client: Client, path: str, kind: str):
    disputed(client)
    sign_in(client, "village_head")
    answer = client.get(f"{path}?format={kind}")
    assert answer.status_code == 200
    assert f'.{kind}"' in answer.headers["content-disposition"]


def opened(client: Client) -> None:
    """Open names for the session, for a purpose."""
    answer = send(
        client, "/nama?kembali=/ganda", "/nama/buka", purpose="verification", back="/ganda"
    )
    assert answer.status_code == 303, answer.text


def test_doubles_are_looked_for_merged_and_told_apart(client: Client):
    regency = client.app.state.regency
    homes = [registered(regency, nik) for nik in (A, B)]
    sign_in(client, "village_operator")
    first = send(client, "/ganda", "/ganda/cari", area=KLEGO)
    assert first.headers["location"] == "/nama?kembali=/ganda"
    opened(client)
    found = send(client, "/ganda", "/ganda/cari", area=KLEGO)
    assert found.headers["location"] == "/ganda"
    page = client.get("/ganda").text
    assert "NIK berbeda satu angka" in page
    merge = _link(page, "/satukan")
    form = client.get(merge).text
    survivor = form.partition('name="survivor"')[2].partition('value="')[2]
    chosen = next(part for part in survivor.split('value="') if len(part.partition('"')[0]) == 36)
    told: dict[str, Any] = {
        "survivor": chosen.partition('"')[0],
        "extent": "person",
        "evidence[0].kind": "statement",
        "evidence[0].reference": "470/12",
        "evidence[0].on": "2024-11-04",
    }
    assert send(client, merge, **told).status_code == 303
    merged = client.get("/ganda?keadaan=merged").text
    assert any("Termasuk catatan ganda" in client.get(f"/keluarga/{one}").text for one in homes)
    undone = send(client, _link(merged, "/pisahkan"), reason="Ternyata dua orang")
    assert undone.status_code == 303
    dismissed = send(client, _link(client.get("/ganda").text, "/bukan"), reason="Dua orang")
    assert dismissed.status_code == 303
    assert "Dua orang" in client.get("/ganda?keadaan=dismissed").text


def _link(page: str, ending: str) -> str:
    links = [part.partition('"')[0] for part in page.split('href="')[1:]]
    return next(link for link in links if link.startswith("/ganda/") and link.endswith(ending))


def test_a_household_that_is_listed_twice_is_merged_with_who_is_who_and_told_apart(client: Client):
    regency = client.app.state.regency
    gone, kept = (registered(regency, nik) for nik in (A, B))
    sign_in(client, "village_operator")
    page = f"/keluarga/{gone}/kembaran"
    assert f'href="{page}"' in client.get(f"/keluarga/{gone}").text
    assert send(client, page, number=B).headers["location"] == f"/nama?kembali={page}"
    opened(client)
    found = send(client, page, number=B).headers["location"]
    assert found == f"{page}?dengan={kept}"
    both = client.get(found).text
    merge = f"/keluarga/{gone}/satukan/{kept}"
    assert f'href="{merge}"' in both
    assert f'href="/keluarga/{kept}/satukan/{gone}"' in both
    form = client.get(merge).text
    persons = [re.findall(rf'name="same\[0\].{name}".*?value="([^"]+)" selected', form, re.DOTALL)
               for name in ("person", "survivor")]  # fmt: skip
    assert all(persons), "who has the same name is paired already"
    done = send(
        client,
        merge,
        **{
            "same[0].person": persons[0][0],
            "same[0].survivor": persons[1][0],
            "evidence[0].kind": "statement",
            "evidence[0].reference": "470/12",
            "evidence[0].on": "2024-11-04",
        },
    )
    assert (done.status_code, done.headers["location"]) == (303, f"/keluarga/{kept}"), done.text
    assert "Termasuk catatan ganda" in client.get(f"/keluarga/{kept}").text
    undone = send(client, f"/keluarga/{gone}/pisahkan", reason="Ternyata dua keluarga")
    assert undone.status_code == 303
    assert "Termasuk catatan ganda" not in client.get(f"/keluarga/{kept}").text


def test_a_number_that_leads_nowhere_says_so(client: Client):
    home = registered(client.app.state.regency, A)
    sign_in(client, "village_operator")
    opened(client)
    page = f"/keluarga/{home}/kembaran"
    for number, status, words in (
        ("12", 400, "Tulis 16 angka NIK atau nomor KK."),
        (A, 200, "Tidak ada keluarga lain dengan nomor itu"),
        (C, 200, "Tidak ada keluarga lain dengan nomor itu"),
    ):
        answer = send(client, page, number=number)
        assert (answer.status_code, words in answer.text) == (status, True), answer.text
        assert f'value="{number}"' not in answer.text


def test_an_arrival_is_told_in_the_new_village(client: Client):
    regency = client.app.state.regency
    home = registered(regency, A)
    ask = households.Move(village=GONDANGLEGI, residence=GivenResidence(), occurred_on=DAY)
    do(regency, SECRETARIAT, households.move, home, ask)
    sign_in(client, "mentor")
    assert "perlu dilihat" in client.get(f"/perpindahan?wilayah={GONDANGLEGI}").text
    assert "seluruh keluarga" in client.get(f"/perpindahan?arah=keluar&wilayah={KLEGO}").text


def test_a_petition_is_taken_in_examined_decided_and_appealed(client: Client):
    sign_in(client, "village_operator")
    taken = send(
        client,
        "/permohonan/baru",
        village=KLEGO,
        words="Belum pernah didata",
        name="Melati Contoh",
    )
    assert taken.status_code == 303, taken.text
    page = taken.headers["location"]
    assert "Melati" not in client.get(page).text
    looked = send(client, f"{page}/periksa", advice="accepted", findings="Benar demikian")
    assert looked.status_code == 303, looked.text
    sign_in(client, "village_head")
    assert "diterima (village_operator)" in client.get(f"{page}/putuskan").text
    ruled = send(client, f"{page}/putuskan", ruling="rejected", reason="Belum memenuhi")
    assert ruled.status_code == 303, ruled.text
    assert "Dapat dibanding sampai" in client.get(page).text
    appealed = send(client, f"{page}/banding", words="Mohon dilihat lagi")
    assert appealed.status_code == 303, appealed.text
    assert "banding" in client.get("/permohonan").text


def test_an_accepted_proposal_leads_to_where_its_household_is_registered(client: Client):
    sign_in(client, "village_operator")
    page = send(
        client, "/permohonan/baru", village=KLEGO, words="Belum didata", name="Melati Contoh"
    ).headers["location"]
    send(client, f"{page}/periksa", advice="accepted", findings="Benar demikian")
    sign_in(client, "village_head")
    send(client, f"{page}/putuskan", ruling="accepted", reason="Memang layak")
    assert f'href="/keluarga/baru?desa={KLEGO}"' in client.get(page).text


def test_an_objection_is_granted_with_how_the_household_stands(client: Client):
    home = registered(client.app.state.regency, A)
    sign_in(client, "village_operator")
    assert f'href="/keluarga/{home}/sanggahan"' in client.get(f"/keluarga/{home}").text
    told = {"target": "listing", "words": "Punya dua mobil", "name": "Melati Contoh"}
    page = send(client, f"/keluarga/{home}/sanggahan", **told).headers["location"]
    send(client, f"{page}/periksa", advice="accepted", findings="Benar, ada dua mobil")
    sign_in(client, "village_head")
    shown = client.get(page).text
    assert "/putuskan" not in shown
    assert f'href="{page}/tolak"' in shown
    granted = send(
        client,
        f"{page}/kabulkan",
        reason="Dilihat bersama RT",
        **{
            "finding.verdict": "better_off",
            "finding.method": "visit",
            "finding.reason": "assets",
            "finding.evidence[0].kind": "visit",
            "finding.evidence[0].reference": "kunjungan-1",
            "finding.evidence[0].on": "2024-11-04",
        },
    )
    assert granted.status_code == 303, granted.text
    assert "Mampu, tidak layak lagi" in client.get(f"/keluarga/{home}").text
    assert "Perjalanan permohonan ini" in client.get(page).text


def test_an_objection_is_rejected_and_the_household_stands_as_it_did(client: Client):
    home = registered(client.app.state.regency, A)
    sign_in(client, "village_operator")
    told = {"target": "verdict", "words": "Keliru", "name": "Melati Contoh"}
    page = send(client, f"/keluarga/{home}/sanggahan", **told).headers["location"]
    send(client, f"{page}/periksa", advice="rejected", findings="Sudah benar")
    sign_in(client, "village_head")
    assert send(client, f"{page}/tolak", reason="Sudah benar").status_code == 303
    assert "Tidak diterima" in client.get(page).text
    assert "Usulan baru" in client.get(f"/keluarga/{home}").text


def test_an_answer_of_dukcapil_is_pasted(client: Client):
    home = registered(client.app.state.regency, A)
    sign_in(client, "village_operator")
    pasted = {"letter": "470/DKCS/2024", "letter_date": "2024-11-04", "answer": f"{A}, padan"}
    assert send(client, "/pemadanan", **pasted).status_code == 303
    assert "470/DKCS/2024" in client.get(f"/keluarga/{home}").text
    again = send(client, "/pemadanan", **pasted)
    assert again.status_code == 409
    assert "sudah tercatat" in again.text


def test_what_stands_before_a_decision_is_in_the_readers_language(client: Client):
    home = disputed(client)
    sign_in(client, "village_head")
    client.cookies.set("sanding_language", "en")
    listed = client.get("/pertentangan").text
    [decide] = re.findall(rf'href="(/keluarga/{home}/pertentangan/[^"]+)"', listed)
    for page in (listed, client.get(decide).text, client.get(f"/keluarga/{home}").text):
        assert "mentor: Mampu" not in page
        assert "mentor: Better off" in page
    form = client.get(decide).text
    for term in ("About", "Village", "Household"):
        assert term in form
    for word in ("Tentang", "Kesaksian<", "Usulan baru"):
        assert word not in form

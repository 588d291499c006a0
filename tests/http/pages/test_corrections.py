"""Corrections on a page: a village sees its invalid rate, downloads, sends, notes the answer."""

from service.regency import Regency
from tests.http.api.asking import Client
from tests.http.api.test_corrections import listed
from tests.http.conftest import KLEGO
from tests.http.pages.browsing import send, sign_in
from tests.support import events as some

PAGE = f"/daftar/{some.LIST}/pembetulan"


def test_a_village_sends_its_corrections_and_notes_the_answer(client: Client, regency: Regency):
    listed(regency)
    sign_in(client, "village_operator")
    assert "Pembetulan untuk pemilik daftar" in client.get(f"/daftar/{some.LIST}").text
    page = client.get(PAGE).text  # works in one village, so nothing is to be chosen
    assert "37,50%" in page
    assert client.get(f"{PAGE}/berkas?desa={KLEGO}").status_code == 400
    send(client, "/nama", "/nama/buka", purpose="correction", back="/")
    file = client.get(f"{PAGE}/berkas?desa={KLEGO}&format=xlsx")
    assert file.content.startswith(b"PK")

    sent = send(
        client, f"{PAGE}/pengiriman?desa={KLEGO}", to="Dinas Sosial", letter_number="470/31/2024"
    )
    assert sent.status_code == 303, sent.text
    page = client.get(sent.headers["location"]).text
    assert "470/31/2024" in page
    again = page.partition("/pembetulan/")[2]
    answers = [part for part in page.split('"') if part.endswith("/jawaban")]
    assert again
    answered = send(client, answers[0], outcome="adopted", taken="5", letter_number="460/7/2024")
    assert answered.status_code == 303, answered.text
    told = client.get(PAGE).text
    assert "Dibetulkan seluruhnya: 5" in told
    copies = [part for part in told.split('"') if part.endswith("/berkas?format=xlsx")]
    assert client.get(copies[-1]).content.startswith(b"PK")


def test_next_door_nothing_is_told(client: Client, regency: Regency):
    listed(regency)
    sign_in(client, "neighbour")
    assert client.get(f"{PAGE}?desa={KLEGO}").status_code == 404
    assert client.get(f"{PAGE}/pengiriman?desa={KLEGO}").status_code == 404
    assert client.get(f"{PAGE}/pengiriman?desa=99").status_code == 404


def test_the_invalid_rate_stands_per_village_on_both_clocks(client: Client, regency: Regency):
    listed(regency)
    sign_in(client, "secretariat")
    page = client.get(PAGE).text
    assert "37,50%" in page
    assert f'href="{PAGE}?desa={KLEGO}"' in page
    before = client.get(f"{PAGE}?benar=2000-01-01").text
    assert "37,50%" not in before
    assert "tidak menyebut siapa pun" in before
    told = client.get(f"{PAGE}?desa={KLEGO}&benar=2000-01-01").text
    assert "Unduh berkas" not in told, "a file is of now"
    assert "0,00%" in told
    for kind in ("csv", "xlsx"):
        file = client.get(f"{PAGE}?unduh={kind}")
        assert f".{kind}" in file.headers["content-disposition"]
    assert "37.50" in client.get(f"{PAGE}?unduh=csv").text

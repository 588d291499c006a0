"""Official figures on pages: recorded, determined, compared and explained by clicking."""

import html
import io
import re
from typing import Any
from urllib.parse import unquote

import pytest
import python_calamine

from tests.http.api.asking import DAY, registered
from tests.http.api.given import Client, made
from tests.http.api.test_figures import BPS, DECREE, MCD, computed, enrolled, report
from tests.http.conftest import KLEGO, As
from tests.http.pages.browsing import send, sign_in


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    text: str = answer.text
    return text


def test_a_figure_is_recorded_and_determined_by_clicking(client: Client):
    sign_in(client, "secretariat")
    filled = {key: str(value) for key, value in MCD.items()}
    sent = send(client, "/angka/baru", **filled | {"value_percent": "9,61"})
    assert sent.status_code == 303, sent.text
    where = sent.headers["location"]
    assert "9,61%" in page(client, where)
    assert "Sementara" in page(client, where)
    sent = send(client, f"{where}/penetapan", **DECREE)
    assert sent.headers["location"] == where
    assert "Bupati Boyolali nomor 400.9/12 Tahun 2022" in page(client, where)
    assert "Tetapkan angka ini" not in page(client, where)


def test_a_rate_that_does_not_come_out_is_refused_with_what_it_comes_to(client: Client):
    sign_in(client, "secretariat")
    filled = {key: str(value) for key, value in MCD.items()}
    sent = send(client, "/angka/baru", **filled | {"value_percent": "8,07"})
    assert sent.status_code == 409
    assert "tidak sama dengan pembilang dibagi penyebut" in sent.text
    assert "9,61%" in sent.text
    assert 'value="8,07"' in sent.text
    sent = send(client, "/angka/baru", **filled | {"value_percent": "delapan"})
    assert "Persentase: tulis persentase dengan dua desimal, misalnya 8,07" in sent.text


def test_a_survey_and_a_count_are_two_lines_of_one_chart(client: Client, as_: As):
    report(client, as_)
    report(client, as_, BPS)
    sign_in(client, "company")
    shown = page(client, "/angka")
    assert shown.count("<polyline") == 2
    assert shown.count('<ul class="legend">') == 1
    assert "10,62%" in shown
    assert "9,61%" in shown
    assert "380.000" in page(client, "/angka/poverty_rate/33.09/bps/1")


def test_a_movement_is_explained_down_to_the_decision(client: Client, as_: As):
    enrolled(client, as_)
    home = registered(client, as_, "", "", "")
    registered(client, as_, "")
    first = computed(client, as_)
    body = {"level": "household", "verdict": "self_withdrew", "method": "visit"}
    proof = {"kind": "statement", "reference": "surat-1", "on": DAY}
    made(
        client.post(
            f"/api/v1/households/{home}/validations",
            json=body | {"evidence": [proof]},
            headers=as_("village_operator"),
        )
    )
    sign_in(client, "village_head")
    sent = send(client, f"/angka/hitung?wilayah={KLEGO}", area=KLEGO)
    last = sent.headers["location"].removeprefix("/angka/")
    shown = page(client, f"/angka/banding?dari={first}&ke={last}")
    assert "-0,30" in shown
    assert "Mengundurkan diri" in shown
    persons = page(client, f"/angka/sebab?dari={first}&ke={last}&sebab=self_withdrew")
    assert persons.count(f'href="/keluarga/{home}"') == 3
    sign_in(client, "partner_nowhere")
    assert "kelipatan lima" in page(client, f"/angka/banding?dari={first}&ke={last}")
    page(client, f"/angka/sebab?dari={first}&ke={last}", 404)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_a_page_shows_can_be_taken_along(client: Client, as_: As, kind: str):
    enrolled(client, as_)
    registered(client, as_, "", "")
    first = computed(client, as_)
    registered(client, as_, "")
    last = computed(client, as_)
    sign_in(client, "auditor")
    for path, title in (
        (f"/angka?wilayah={KLEGO}", "Jenis"),
        (f"/angka/register?wilayah={KLEGO}&menurut=desa", "Kode wilayah"),
        (f"/angka/banding?dari={first}&ke={last}", "Sebab"),
        (f"/angka/sebab?dari={first}&ke={last}&sebab=newly_poor", "Keluarga"),
        (f"/angka/corong?wilayah={KLEGO}", "Langkah"),
    ):
        answer = client.get(f"{path}&unduh={kind}")
        assert f".{kind}" in answer.headers["content-disposition"]
        assert rows(answer.content, kind)[0][0] == title
    then = f"/angka/register?wilayah={KLEGO}&menurut=desa&diketahui=1&unduh={kind}"
    assert rows(client.get(then).content, kind)[0][0] == "Diketahui per: 1"


def rows(content: bytes, kind: str) -> list[list[Any]]:
    if kind == "csv":
        return [line.split(",") for line in content.decode("utf-8-sig").splitlines()]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


def test_the_register_is_counted_now_and_then(client: Client, as_: As):
    enrolled(client, as_)
    before = client.get("/api/v1/figures", headers=as_("auditor")).json()["position"]
    registered(client, as_, "", "")
    sign_in(client, "secretariat")
    path = f"/angka/register?wilayah={KLEGO}&menurut=desa"
    assert "0,20%" in page(client, path)
    assert "0,20%" not in page(client, f"{path}&diketahui={before}")


def test_the_funnel_narrows(client: Client, as_: As):
    enrolled(client, as_)
    home = registered(client, as_, "", "")
    registered(client, as_, "")
    body = {"level": "household", "verdict": "eligible", "method": "visit"}
    path = f"/api/v1/households/{home}/validations"
    made(client.post(path, json=body, headers=as_("village_operator")))
    asked = {"area": KLEGO}
    steps = client.get("/api/v1/figures/funnel", params=asked, headers=as_("auditor")).json()
    assert [(one["households"], one["persons"]) for one in steps] == [
        (2, 3), (2, 3), (1, 2), (1, 2), (0, 0), (0, 0), (0, 0),
    ]  # fmt: skip
    sign_in(client, "village_operator")
    assert "Corong sasaran" in page(client, "/angka/corong")


def test_a_target_is_counted_down_to(client: Client, as_: As):
    extreme = BPS | {"kind": "extreme_poverty_rate", "value_percent": "2.40"}
    report(client, as_, extreme)
    sign_in(client, "secretariat")
    sent = send(
        client,
        "/angka/sasaran",
        kind="extreme_poverty_rate",
        area="33.09",
        target_percent="0",
        due_on="2030-12-31",
        decree_number="Inpres 8/2025",
    )
    assert sent.status_code == 303, sent.text
    shown = page(client, "/angka")
    assert "-2,40" in shown
    assert "Inpres 8/2025" in shown
    assert "poin persen masih harus ditempuh" in shown
    counted = {"source": "mcd", "nature": "registry", "numerator": 20_000, "denominator": 1_000_000}
    report(client, as_, MCD | counted | {"kind": "extreme_poverty_rate", "line_basis": "USD 2,15"})
    shown = page(client, "/angka")
    assert "<b>20.000</b><span>orang lagi sampai sasaran" in shown


def test_what_is_not_a_figure_s_name_is_not_found_or_told(client: Client):
    sign_in(client, "auditor")
    page(client, "/angka/poverty_rate/33.09/mcd/1", 404)
    page(client, "/angka/kekayaan/33.09/mcd/1", 404)
    page(client, "/angka/banding?dari=x&ke=y", 400)
    page(client, "/angka?wilayah=99.99", 404)


LOOKED_AT = re.compile(
    r'href="(/(?:kabupaten|kecamatan/|desa/[0-9.]+(?=["?])|keluarga(?=\?)|keluarga/[0-9a-f-]{36}'
    r'(?=["?])|angka|mitra/|rincian|komitmen/|kebutuhan|peta-rekomendasi|apbdes|jejak\?)[^"]*)"'
    r"[^>]*>(?!Kembali ke sekarang)"
)
"""Links of a page that show how something stands."""


def test_the_moment_stays_while_one_clicks_on(client: Client, as_: As):
    enrolled(client, as_)
    home = registered(client, as_, "", "")
    first, last = computed(client, as_), computed(client, as_)
    position = client.get("/api/v1/figures", headers=as_("auditor")).json()["position"]
    registered(client, as_, "")
    today = client.app.state.regency.ledger.today.isoformat()
    clocks = f"diketahui={position}&benar={today}"
    sign_in(client, "auditor")
    pages = (
        f"/kabupaten?{clocks}", f"/kecamatan/{KLEGO[:8]}?{clocks}", f"/desa/{KLEGO}?{clocks}",
        f"/keluarga?wilayah={KLEGO}&{clocks}", f"/keluarga/{home}?{clocks}",
        f"/angka?wilayah={KLEGO}&{clocks}", f"/angka/{last}?{clocks}",
        f"/angka/banding?dari={first}&ke={last}&{clocks}",
        f"/angka/register?wilayah={KLEGO}&menurut=desa&{clocks}",
        f"/angka/corong?wilayah={KLEGO}&{clocks}",
    )  # fmt: skip
    for path in pages:
        shown = html.unescape(page(client, path))
        links = LOOKED_AT.findall(shown.partition("<main")[2])
        assert links, path
        assert [one for one in links if "diketahui=" not in one] == [], path
        back = re.search(r'href="([^"]*)">Kembali ke sekarang', shown)
        assert back is not None
        assert unquote(back[1]) == path.replace(clocks, "").rstrip("?&"), path
        if "/angka/" not in path:
            page(client, links[-1])


def test_a_number_opens_into_what_was_counted(client: Client, as_: As):
    enrolled(client, as_)
    home = registered(client, as_, "", "")
    figure = computed(client, as_)
    registered(client, as_, "", "", "")
    sign_in(client, "auditor")
    shown = html.unescape(page(client, f"/angka/{figure}"))
    numerator = re.search(r'href="(/keluarga[^"]*)">2</a> orang miskin', shown)
    denominator = re.search(r'href="(/jejak[^"]*)">1.000</a> penduduk', shown)
    assert numerator is not None
    assert denominator is not None
    counted = page(client, numerator[1])
    assert counted.count('href="/keluarga/') == 1
    assert home in counted
    assert "1.000 jiwa" in page(client, denominator[1])
    steps = html.unescape(page(client, f"/angka/corong?wilayah={KLEGO}"))
    present = re.search(r'href="(/keluarga[^"]*status=present[^"]*)">2</a>', steps)
    assert present is not None
    assert page(client, present[1]).count('href="/keluarga/') == 2

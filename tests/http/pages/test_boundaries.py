"""The page of boundaries, and the map that is drawn with them."""

import json
from typing import Any

from tests.http.api.test_boundaries import FILE
from tests.http.conftest import KLEGO
from tests.http.pages.browsing import CSRF, KEY, sign_in
from tests.http.pages.test_recommendations import Browser, browser, home

__all__ = ["browser", "home"]

PAGE = "/batas-desa"
SAID = {"source": "BIG", "source_date": "2024-11-03", "licence": "Data terbuka"}


def give(browser: Browser, file: Any, **said: str) -> Any:
    page = browser.get(PAGE).text
    hidden = {"_csrf": CSRF.findall(page)[-1], "_key": KEY.findall(page)[-1]}
    files = {"file": ("batas.geojson", json.dumps(file).encode(), "application/geo+json")}
    return browser.post(PAGE, data=hidden | SAID | said, files=files, follow_redirects=False)


def test_villages_are_drawn_in_their_shapes_and_those_without_stay_tiles(browser: Browser):
    before = browser.get("/peta-rekomendasi").text
    assert "<svg" not in before
    assert 'class="tile level-0"' in before
    assert give(browser, FILE).status_code == 303
    page = browser.get("/peta-rekomendasi?wilayah=33.09.15&keadaan=claimed").text
    drawing = page.partition("<svg")[2].partition("</svg>")[0]
    assert drawing.count("<path") == 1
    assert f'href="/peta-rekomendasi/{KLEGO}" tabindex="-1"' in drawing
    assert "<title>Klego, Klego: 2</title>" in drawing
    assert "style=" not in drawing
    assert page.count('<a class="tile level-0"') == 12
    assert f'<th scope="row"><a href="/peta-rekomendasi/{KLEGO}">Klego</a></th>' in page
    assert "<svg" not in browser.get("/peta-rekomendasi?diketahui=1").text


def test_a_file_that_cannot_be_placed_is_told_with_what_was_said_kept(browser: Browser):
    shape = FILE["features"][0] | {"properties": {"nama": "Negeri Antah"}}
    answer = give(browser, FILE | {"features": [shape]}, source="Bappeda")
    assert answer.status_code == 409
    assert "Negeri Antah" in answer.text
    assert 'value="Bappeda"' in answer.text
    assert "peta digambar sebagai ubin" in answer.text


def test_who_may_not_give_boundaries_sees_no_form(browser: Browser):
    sign_in(browser, "village_operator")
    assert 'type="file"' not in browser.get(PAGE).text

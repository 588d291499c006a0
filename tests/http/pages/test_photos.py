"""The album of a household on a page."""

import re
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from service.projections import photos
from service.regency import Regency
from tests.commands.acting import registered
from tests.http.pages.browsing import CSRF, KEY, send, sign_in
from tests.support.pictures import PLACE, photo
from tests.support.read_models import reading

Client = TestClient[Litestar]

FORM = {"kind": "front", "taken_on": "2024-11-04"}


def upload(client: Client, path: str, content: bytes | None, **form: str) -> Any:
    shown = client.get(path).text
    hidden = {"_csrf": CSRF.findall(shown)[-1], "_key": KEY.findall(shown)[-1]}
    files = {"file": ("../../etc/x.jpg", content, "image/jpeg")} if content else None
    # Without a file, a browser still sends the form in parts.
    return client.post(
        path,
        data={**FORM, **hidden, **form},
        files=files or {"file": ("", b"", "application/octet-stream")},
        follow_redirects=False,
    )


def test_a_photo_is_attached_from_the_phone_and_seen_for_a_purpose(
    client: Client, regency: Regency
):
    home = registered(regency)
    path = f"/keluarga/{home}/foto"
    sign_in(client, "village_operator")

    answer = upload(client, path, photo(place=PLACE), keep_location="1")
    assert answer.status_code == 303
    masked = client.get(path).text
    assert "Tampak depan rumah" in masked
    assert "lokasi dicatat dengan persetujuan keluarga" in masked
    assert "<img" not in masked
    with reading(regency, "photos") as conn:
        [line] = photos.of_households(conn, regency.schema, [home])
    assert client.get(f"{path}/{line.photo}").status_code == 404

    send(client, "/nama", "/nama/buka", back=path, purpose="verification")
    assert "-7.35" in client.get(path).text
    shown = client.get(f"{path}/{line.photo}")
    assert shown.content.startswith(b"\xff\xd8")


def test_without_consent_no_location_is_kept(client: Client, regency: Regency):
    path = f"/keluarga/{registered(regency)}/foto"
    sign_in(client, "village_operator")

    upload(client, path, photo(place=PLACE))

    assert "tanpa lokasi" in client.get(path).text


def test_what_is_wrong_with_a_photo_is_said_in_words(client: Client, regency: Regency):
    path = f"/keluarga/{registered(regency)}/foto"
    sign_in(client, "village_operator")

    for content, form, words in (
        (None, {}, "Foto: pilih foto yang akan dilampirkan"),
        (photo(), {"kind": ""}, "Yang difoto: pilih salah satu"),
        (photo(), {"taken_on": "kemarin"}, "Tanggal: isi tanggal pengambilan foto"),
    ):
        answer = upload(client, path, content, **form)
        assert (answer.status_code, words in answer.text) == (400, True), answer.text
    broken = upload(client, path, b"bukan foto")
    assert broken.status_code == 409
    assert "Berkas ini bukan foto yang dapat dibaca." in broken.text


def test_a_photo_that_another_site_sends_is_refused(client: Client, regency: Regency):
    path = f"/keluarga/{registered(regency)}/foto"
    sign_in(client, "village_operator")

    answer = client.post(path, data=FORM, files={"file": ("a.jpg", photo(), "image/jpeg")})

    assert answer.status_code == 403


def test_a_photo_is_taken_back_on_a_page_and_says_why(client: Client, regency: Regency):
    home = registered(regency)
    path = f"/keluarga/{home}/foto"
    sign_in(client, "village_operator")
    upload(client, path, photo())
    [retract] = re.findall(r'href="([^"]+/tarik)"', client.get(path).text)

    assert send(client, retract, reason="").status_code == 400
    done = send(client, retract, reason="Rumah yang keliru")
    assert (done.status_code, done.headers["location"]) == (303, path)
    shown = client.get(path).text
    assert "Rumah yang keliru" in shown
    assert "/tarik" not in shown
    again = upload(client, path, photo())
    assert (again.status_code, "Foto ini sudah ditarik." in again.text) == (409, True)

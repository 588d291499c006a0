"""Boundaries over HTTP: a file in, the same set out, and nobody else's to give."""

import json
from typing import Any

from tests.http.api.asking import DAY, Client, refusal
from tests.http.api.given import made, shown
from tests.http.conftest import KLEGO, As

BOUNDARIES = "/api/v1/boundaries"
SQUARE = [[110.6, -7.4], [110.7, -7.4], [110.7, -7.3], [110.6, -7.3], [110.6, -7.4]]
FILE: dict[str, Any] = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"KDEPUM": KLEGO},
            "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
        }
    ],
}
SAID = {"source": "BIG", "source_date": DAY, "licence": "Data terbuka"}


def give(client: Client, headers: Any, content: bytes, key: str = "batas-2026") -> Any:
    sent = headers | {"Idempotency-Key": key, "Content-Type": "application/geo+json"}
    return client.post(BOUNDARIES, params=SAID, content=content, headers=sent)


def test_a_file_is_given_once_and_what_is_given_out_can_be_given_again(client: Client, as_: As):
    assert client.get(BOUNDARIES, headers=as_("secretariat")).status_code == 404
    content = json.dumps(FILE).encode()
    first = made(give(client, as_("secretariat"), content))
    assert made(give(client, as_("secretariat"), content)) == first
    again = give(client, as_("secretariat"), content, "batas-lagi")
    assert refusal(again) == "boundaries-unchanged"
    found = shown(client.get(BOUNDARIES, headers=as_("company")))
    assert found["features"][0]["properties"] == {"kd_kemdagri": KLEGO, "nama": "Desa Klego"}
    assert found["source"] == "BIG"
    made(give(client, as_("secretariat"), json.dumps(found).encode(), "batas-kembali"))
    twice = shown(client.get(BOUNDARIES, headers=as_("company")))
    assert twice["features"] == found["features"]
    before = {"as_of": first["position"]}
    then = shown(client.get(BOUNDARIES, params=before, headers=as_("company")))
    assert then["file_hash"] == found["file_hash"] != twice["file_hash"]


def test_only_the_secretariat_gives_boundaries_and_as_a_file(client: Client, as_: As):
    assert give(client, as_("village_operator"), b"{}").status_code == 403
    headers = as_("secretariat") | {"Content-Type": "text/csv", "Idempotency-Key": "batas-csv"}
    assert client.post(BOUNDARIES, params=SAID, headers=headers).status_code == 415
    assert refusal(give(client, as_("secretariat"), b"{}")) == "not-geo-json"

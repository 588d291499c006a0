"""Photos over HTTP: in as they are, shown for a purpose, gone when the household is."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from service.erasing import Eraser
from service.photos.images import MOST_UPLOAD_BYTES
from service.regency import Regency
from tests.http.api.asking import A, Client, fields, refusal, registered
from tests.http.conftest import As
from tests.support.database import Urls
from tests.support.erasing import erase
from tests.support.pictures import PLACE, bomb, photo


def sent(client: Client, as_: As, household: str, upload: bytes = b"", **more: Any) -> Any:
    by, kind = more.pop("by", "village_operator"), more.pop("type", "image/jpeg")
    key = more.pop("key", None)
    headers = as_(by, key=key) | {"Content-Type": kind}
    query = {"kind": "front", "taken_on": "2024-11-04", **more}
    return client.post(
        f"/api/v1/households/{household}/photos",
        params=query,
        content=upload or photo(place=PLACE),
        headers=headers,
    )


def album(client: Client, as_: As, household: str, query: str = "") -> Any:
    answer = client.get(
        f"/api/v1/households/{household}/photos{query}", headers=as_("village_operator")
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def home(client: Client, as_: As) -> str:
    return registered(client, as_, A)


def test_a_photo_is_attached_and_named_by_the_hash_of_what_is_kept(
    client: Client, as_: As, home: str
):
    answer = sent(client, as_, home)
    assert answer.status_code == 201, answer.text
    [one] = album(client, as_, home)["photos"]
    shown = client.get(
        f"{answer.headers['Location']}?purpose=verification", headers=as_("village_operator")
    )

    assert (one["photo"], one["kind"]) == (answer.json()["id"], "front")
    assert hashlib.sha256(shown.content).hexdigest() == one["hash"]
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["cache-control"] == "no-store"


def test_a_photo_is_evidence_by_its_hash(client: Client, as_: As, home: str):
    sent(client, as_, home)
    [one] = album(client, as_, home)["photos"]
    body = {
        "level": "household",
        "verdict": "eligible",
        "method": "visit",
        "evidence": [{"kind": "photo", "reference": one["hash"], "on": "2024-11-04"}],
        "occurred_on": "2024-11-04",
    }
    where = f"/api/v1/households/{home}/validations"

    assert client.post(where, json=body, headers=as_("village_operator")).status_code == 201


def test_a_photo_is_not_shown_without_a_purpose_and_every_look_is_on_record(
    client: Client, as_: As, home: str, regency: Regency
):
    where = sent(client, as_, home).headers["Location"]
    assert fields(client.get(where, headers=as_("village_operator"))) == {"?purpose"}

    client.get(f"{where}?purpose=verification", headers=as_("village_operator"))

    since, until = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    [look] = regency.access_log.between(since, until, limit=5)
    assert [str(one) for one in look.subjects] == [home]


def test_where_it_was_taken_is_told_only_with_consent_and_a_purpose(
    client: Client, as_: As, home: str
):
    sent(client, as_, home, photo(colour=(1, 1, 1), place=PLACE))
    sent(client, as_, home, photo(colour=(2, 2, 2), place=PLACE), keep_location=True)

    masked = album(client, as_, home)["photos"]
    assert [(one["has_location"], one["latitude"]) for one in masked] == [
        (True, None),
        (False, None),
    ]
    opened = album(client, as_, home, "?purpose=verification")["photos"]
    assert opened[0]["latitude"] == pytest.approx(PLACE[0], abs=1e-5)
    assert opened[1]["latitude"] is None


def test_the_same_photo_is_attached_once_and_the_same_request_answered_again(
    client: Client, as_: As, home: str
):
    first = sent(client, as_, home, key="kunci-foto-1")
    again = sent(client, as_, home, key="kunci-foto-1")
    other = sent(client, as_, home)

    assert again.json() == first.json()
    assert refusal(other) == "photo-known"
    assert len(album(client, as_, home)["photos"]) == 1


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"PK\x03\x04 workbook", "not-a-photo"),
        (photo()[:300], "not-a-photo"),
        (bomb(60_000, 60_000), "photo-too-large"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(
    client: Client, as_: As, home: str, upload: bytes, code: str
):
    answer = sent(client, as_, home, upload)

    assert refusal(answer) == code
    assert album(client, as_, home)["photos"] == []


def test_too_large_a_body_and_another_kind_are_not_read(client: Client, as_: As, home: str):
    assert sent(client, as_, home, bytes(MOST_UPLOAD_BYTES + 2)).status_code == 413
    assert sent(client, as_, home, type="text/html").status_code == 415
    assert sent(client, as_, home, kind="selfie").status_code == 400


def test_a_refused_photo_leaves_nothing_behind(
    client: Client, as_: As, home: str, regency: Regency
):
    assert refusal(sent(client, as_, home, taken_on="2999-01-01")) == "not-happened-yet"

    with regency.pool.connection() as conn:
        sql: Any = f"SELECT count(*) FROM {regency.schema}.photos"
        assert conn.execute(sql).fetchone() == (0,)


def test_whose_household_it_is_not_sees_and_adds_nothing(client: Client, as_: As, home: str):
    assert sent(client, as_, home, by="neighbour").status_code == 404
    assert sent(client, as_, home, by="auditor").status_code == 403
    where = sent(client, as_, home).headers["Location"]

    for by, purpose in (("neighbour", "verification"), ("partner_nowhere", "aid_delivery")):
        answer = client.get(f"{where}?purpose={purpose}", headers=as_(by))
        assert answer.status_code in {403, 404}


def test_a_partner_with_an_agreement_adds_photos_of_its_work_and_sees_no_others(
    client: Client, as_: As, home: str
):
    villages = sent(client, as_, home).headers["Location"]
    assert sent(client, as_, home, by="partner_nowhere").status_code == 404
    own = sent(client, as_, home, photo(size=(90, 90)), by="partner_here", kind="after")
    assert own.status_code == 201, own.text

    def seen(where: str, by: str = "partner_here") -> int:
        return client.get(f"{where}?purpose=aid_delivery", headers=as_(by)).status_code

    albums = f"/api/v1/households/{home}/photos"
    told = client.get(albums, headers=as_("partner_here")).json()["photos"]
    assert [one["photo"] for one in told] == [own.json()["id"]]
    assert (seen(own.headers["Location"]), seen(villages)) == (200, 404)
    assert seen(own.headers["Location"], "company") == 404
    assert [one["kind"] for one in album(client, as_, home)["photos"]] == ["after", "front"]


def test_a_photo_of_one_household_is_not_found_under_another(client: Client, as_: As, home: str):
    photo_id = sent(client, as_, home).json()["id"]
    other = registered(client, as_, "9909150102750002")

    answer = client.get(
        f"/api/v1/households/{other}/photos/{photo_id}?purpose=verification",
        headers=as_("village_operator"),
    )

    assert answer.status_code == 404


def test_once_the_key_is_gone_nobody_sees_it(
    client: Client, as_: As, home: str, regency: Regency, urls: Urls
):
    where = sent(client, as_, home).headers["Location"]
    erase(urls, regency, UUID(home))

    answer = client.get(f"{where}?purpose=verification", headers=as_("village_operator"))

    assert answer.status_code == 404


def taken_back(client: Client, as_: As, where: str, by: str = "village_operator") -> Any:
    body = {"reason": "Ada wajah tetangga di gambar"}
    return client.post(f"{where}/retractions", json=body, headers=as_(by))


def kept(regency: Regency) -> int:
    with regency.pool.connection() as conn:
        sql: Any = f"SELECT count(*) FROM {regency.schema}.photos"
        row = conn.execute(sql).fetchone()
    return int(row[0]) if row else 0


def test_a_photo_that_is_taken_back_is_deleted_and_the_event_stays(
    client: Client, as_: As, home: str, regency: Regency
):
    where = sent(client, as_, home).headers["Location"]
    assert refusal(taken_back(client, as_, where, by="auditor"), 403) == "not-allowed"
    assert kept(regency) == 1

    assert taken_back(client, as_, where).status_code == 201
    assert kept(regency) == 0
    seen = client.get(f"{where}?purpose=verification", headers=as_("village_operator"))
    assert seen.status_code == 404
    [one] = album(client, as_, home)["photos"]
    assert one["retraction_reason"] == "Ada wajah tetangga di gambar"
    assert one["retracted_by"] == "village_operator"
    tags = client.get(f"/api/v1/trail?subject=household:{home}", headers=as_("auditor")).json()
    assert {"photo.attached", "photo.retracted"} <= {each["type"] for each in tags["items"]}

    assert refusal(taken_back(client, as_, where)) == "photo-is-retracted"
    assert refusal(sent(client, as_, home)) == "photo-is-retracted"
    assert kept(regency) == 0, "the same picture does not come in again"


def test_where_a_photo_was_taken_is_not_told_once_it_is_taken_back(
    client: Client, as_: As, home: str
):
    where = sent(client, as_, home, photo(place=PLACE), keep_location=True).headers["Location"]
    taken_back(client, as_, where)

    [one] = album(client, as_, home, "?purpose=verification")["photos"]
    assert (one["latitude"], one["longitude"]) == (None, None)


def test_what_a_restored_backup_brings_back_is_deleted_by_the_worker(
    client: Client, as_: As, home: str, regency: Regency
):
    where = sent(client, as_, home).headers["Location"]
    [one] = album(client, as_, home)["photos"]
    taken_back(client, as_, where)
    regency.photos.keep(UUID(home), one["hash"], photo())
    assert kept(regency) == 1

    Eraser(regency.log, regency.engine, regency.ledger, regency.photos, regency.list_files).sweep()

    assert kept(regency) == 0


def test_a_photo_of_another_village_is_not_taken_back(client: Client, as_: As, home: str):
    where = sent(client, as_, home).headers["Location"]
    other = registered(client, as_, "9909150102750002")

    assert taken_back(client, as_, where, by="neighbour").status_code == 404
    elsewhere = where.replace(home, other)
    assert taken_back(client, as_, elsewhere).status_code == 404

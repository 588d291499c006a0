"""Groups of regions over HTTP: A0 step 1, and numbers that are sums of the members."""

from typing import Any

from service.reference.regions import territory
from tests.http.api.asking import DAY, Client, fields, refusal, registered
from tests.http.api.given import made, shown
from tests.http.api.test_figures import enrolled
from tests.http.conftest import GONDANGLEGI, KLEGO, PULISEN, As

GROUPS = "/api/v1/area-groups"
FIVE = ["33.09.01", "33.09.05", "33.09.09", "33.09.15", "33.09.18"]
GROUP = {
    "area_group": "eks-kawedanan",
    "name": "5 eks kawedanan",
    "kind": "eks_kawedanan",
    "kecamatan": FIVE,
    "decree_number": "410/7/2024",
    "decree_date": DAY,
}


def created(client: Client, as_: As, **other: Any) -> str:
    answer = client.post(GROUPS, json=GROUP | other, headers=as_("secretariat"))
    group: str = made(answer)["id"]
    assert answer.headers["location"] == f"{GROUPS}/{group}"
    return group


def one(client: Client, as_: As, by: str = "company", **asked: Any) -> Any:
    return shown(client.get(f"{GROUPS}/eks-kawedanan", params=asked, headers=as_(by)))


def test_boyolali_has_22_kecamatan_261_desa_and_6_kelurahan_and_a_group_of_five(
    client: Client, as_: As
):
    place = territory("33.09")
    assert place.name == "Kabupaten Boyolali"
    assert len(place.kecamatan) == 22
    assert sum(one.kind == "desa" for one in place.villages) == 261
    assert sum(one.kind == "kelurahan" for one in place.villages) == 6
    created(client, as_)
    group = one(client, as_)
    assert [member["area"] for member in group["members"]] == FIVE
    assert {member["level"] for member in group["members"]} == {"kecamatan"}
    assert group["villages"] == len(place.within(FIVE))
    assert (group["kind"], group["decree_number"]) == ("eks_kawedanan", "410/7/2024")


def test_a_region_of_elsewhere_is_refused_by_name(client: Client, as_: As):
    body = GROUP | {"kecamatan": ["33.09.15", "33.06.01", "33.09.99"], "villages": []}
    answer = client.post(GROUPS, json=body, headers=as_("secretariat"))
    assert refusal(answer) == "regions-unknown"
    assert answer.json()["why"]["regions"] == ["33.06.01", "33.09.99"]


def test_a_code_of_the_wrong_level_is_named_before_anything_is_loaded(client: Client, as_: As):
    answer = client.post(GROUPS, json=GROUP | {"kecamatan": ["33.09"]}, headers=as_("secretariat"))
    assert fields(answer) == {"kecamatan[0]"}


def test_a_village_stands_beside_kecamatan_but_not_within_one(client: Client, as_: As):
    body = {"kecamatan": ["33.09.05"], "villages": [KLEGO]}
    created(client, as_, **body)
    assert [member["area"] for member in one(client, as_)["members"]] == ["33.09.05", KLEGO]
    twice = GROUP | {"area_group": "lain", "kecamatan": ["33.09.15"], "villages": [KLEGO]}
    answer = client.post(GROUPS, json=twice, headers=as_("secretariat"))
    assert refusal(answer) == "member-twice"


def test_only_the_secretariat_says_who_belongs_to_it(client: Client, as_: As):
    for persona in ("mentor", "village_head", "baznas", "auditor"):
        assert client.post(GROUPS, json=GROUP, headers=as_(persona)).status_code == 403


def test_members_are_replaced_and_the_former_can_still_be_asked(client: Client, as_: As):
    created(client, as_)
    position = one(client, as_)["position"]
    body = {"name": "5 eks kawedanan", "kecamatan": ["33.09.15"], "reason": "Mulai dari satu"}
    made(client.post(f"{GROUPS}/eks-kawedanan/changes", json=body, headers=as_("secretariat")))
    assert [member["area"] for member in one(client, as_)["members"]] == ["33.09.15"]
    assert len(one(client, as_, as_of=position)["members"]) == 5
    again = client.post(f"{GROUPS}/eks-kawedanan/changes", json=body, headers=as_("secretariat"))
    assert refusal(again) == "group-unchanged"


def test_a_dissolved_group_is_told_and_not_changed(client: Client, as_: As):
    created(client, as_)
    body = {"reason": "Program selesai"}
    path = f"{GROUPS}/eks-kawedanan/dissolutions"
    made(client.post(path, json=body, headers=as_("secretariat")))
    assert refusal(client.post(path, json=body, headers=as_("secretariat"))) == "area-group-is-over"
    [listed] = shown(client.get(GROUPS, headers=as_("auditor")))["items"]
    assert listed["reason"] == "Program selesai"


def test_one_that_is_not_there_is_not_found(client: Client, as_: As):
    for path in (GROUPS + "/tidak-ada", GROUPS + "/tidak-ada/counts"):
        assert client.get(path, headers=as_("auditor")).status_code == 404
    body = {"reason": "Program selesai"}
    path = f"{GROUPS}/tidak-ada/dissolutions"
    assert client.post(path, json=body, headers=as_("secretariat")).status_code == 404


def test_a_group_is_counted_by_sums_and_never_by_averages(client: Client, as_: As):
    """5 of 50 and 0 of 450 are 1 %, not 5 %."""
    created(client, as_, kecamatan=["33.09.05"], villages=[KLEGO, GONDANGLEGI])
    enrolled(client, as_, persons=50)
    enrolled(client, as_, persons=450, village=PULISEN)
    registered(client, as_, "", "", "", "", "")
    counts = shown(client.get(f"{GROUPS}/eks-kawedanan/counts", headers=as_("auditor")))
    assert {row["area"]: row["value_percent"] for row in counts["members"]} == {
        "33.09.05": "0.00",
        KLEGO: "10.00",
        GONDANGLEGI: None,
    }
    total = counts["total"]
    assert (total["numerator"], total["denominator"]) == (5, 500)
    assert total["value_percent"] == "1.00"
    assert [(row["area"], row["households"]) for row in counts["statuses"]] == [(KLEGO, 1)]


def test_many_members_are_counted_as_one_by_one(client: Client, as_: As):
    others = [one.code for one in territory("33.09").within(["33.09.15"])]
    assert len(others) == 13
    created(client, as_, kecamatan=[], villages=others)
    enrolled(client, as_, persons=100)
    registered(client, as_, "", "")
    counts = shown(client.get(f"{GROUPS}/eks-kawedanan/counts", headers=as_("auditor")))
    assert len(counts["members"]) == 13
    assert (counts["total"]["numerator"], counts["total"]["denominator"]) == (2, 100)
    assert [(row["area"], row["persons"]) for row in counts["statuses"]] == [(KLEGO, 2)]


def test_numbers_are_told_of_the_own_areas_only(client: Client, as_: As):
    created(client, as_, kecamatan=["33.09.05"], villages=[KLEGO])
    enrolled(client, as_, persons=100)
    registered(client, as_, "")
    path = f"{GROUPS}/eks-kawedanan/counts"
    here = shown(client.get(path, headers=as_("village_operator")))
    assert [row["area"] for row in here["members"]] == [KLEGO]
    elsewhere = shown(client.get(path, headers=as_("neighbour")))
    assert (elsewhere["members"], elsewhere["total"]["numerator"]) == ([], 0)
    rounded = shown(client.get(path, headers=as_("partner_nowhere")))
    assert rounded["total"]["numerator"] == 0

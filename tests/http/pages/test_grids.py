"""The grid: a sheet is entered as one form, and every row is told what became of it."""

import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.kernel.people import mask_name
from service.regency import Regency
from tests.commands.acting import family, known, registered
from tests.http.conftest import KLEGO, TANJUNG
from tests.http.pages.browsing import CSRF, KEY, send, sign_in

Client = TestClient[Litestar]

GRID = f"/desa/{KLEGO}/isian"
WORK = f"/desa/{KLEGO}/kerja"
TOP = {
    "occurred_on": "2024-11-04",
    "method": "visit",
    "kind": "visit",
    "reference": "Lembar 12",
}
A, B, C = "9909150101700001", "9909150102750002", "9909150103000003"


def fill(client: Client, **cells: str) -> Any:
    """Send the grid with the versions it was shown with."""
    shown = client.get(GRID).text
    versions = dict(re.findall(r'name="(n\.[0-9a-f-]+)" value="(\d+)"', shown))
    return send(client, GRID, **TOP, **versions, **cells)


def opened(client: Client) -> None:
    send(client, "/nama", "/nama/buka", back=WORK, purpose="verification")


@pytest.fixture
def operator(client: Client) -> Client:
    sign_in(client, "village_operator")
    return client


def test_only_rows_that_were_filled_in_are_saved(operator: Client, regency: Regency):
    one, two = registered(regency, A), registered(regency, B)

    page = fill(operator, **{f"v.{one}": "eligible"})

    assert page.status_code == 200
    assert "<b>K-0001</b>: tersimpan" in page.text
    assert "K-0002" not in page.text
    assert (known(regency, one).status, known(regency, two).status) == (
        "eligible",
        "newly_proposed",
    )


def test_a_refused_row_keeps_its_input_and_says_why_and_the_others_are_saved(
    operator: Client, regency: Regency
):
    one, two = registered(regency, A), registered(regency, B)

    page = fill(operator, **{f"v.{one}": "closed_no_members", f"v.{two}": "better_off:assets"})

    assert page.status_code == 409
    assert "1 baris tersimpan" in page.text
    assert "1 baris ditolak" in page.text
    assert "Putusan ini belum disertai bukti yang diwajibkan." in page.text
    assert '<option value="closed_no_members" selected>' in page.text
    assert (known(regency, one).status, known(regency, two).status) == (
        "newly_proposed",
        "better_off",
    )


def test_the_same_form_sent_twice_says_that_nothing_changed(operator: Client, regency: Regency):
    one = registered(regency, A)
    shown = operator.get(GRID).text
    form = {
        **TOP,
        "_csrf": CSRF.findall(shown)[-1],
        "_key": KEY.findall(shown)[-1],
        f"n.{one}": "1",
        f"v.{one}": "eligible",
    }
    operator.post(GRID, data=form)

    again = operator.post(GRID, data=form)

    assert again.status_code == 200
    assert "sudah tersimpan dari kiriman sebelumnya" in again.text
    assert "<b>K-0001</b>: tersimpan" not in again.text


def test_persons_of_a_row_are_judged_with_it(operator: Client, regency: Regency):
    one = registered(regency, A, B)
    head, child = known(regency, one).members

    page = fill(
        operator,
        **{
            f"v.{one}": "eligible",
            f"p.{child}": "deceased",
            f"d.{child}": "2024-10-01",
            f"s.{child}": "474.3/07/2024",
        },
    )

    assert page.status_code == 200, page.text
    assert known(regency, one).belonging() == (head,)


def test_what_can_t_be_read_saves_nothing_at_all(operator: Client, regency: Regency):
    one, two = registered(regency, A), registered(regency, B)

    page = fill(operator, **{f"v.{one}": "eligible", f"v.{two}": "apa saja"})
    assert page.status_code == 400
    assert "Putusan keluarga: pilih salah satu" in page.text
    assert known(regency, one).status == "newly_proposed"

    blank = send(
        operator, GRID, **{**TOP, "reference": "", f"n.{one}": "1", f"v.{one}": "eligible"}
    )
    assert blank.status_code == 400
    assert "Nomor bukti" in blank.text
    assert '<option value="eligible" selected>' in blank.text


def test_a_form_of_another_session_is_refused(operator: Client, regency: Regency):
    one = registered(regency, A)

    answer = operator.post(GRID, data={**TOP, "_key": "k", f"v.{one}": "eligible"})

    assert answer.status_code == 403
    assert known(regency, one).status == "newly_proposed"


def test_rows_of_another_village_are_refused_as_unknown(operator: Client, regency: Regency):
    registered(regency, A)
    far = registered(regency, C, village=TANJUNG)

    page = send(operator, GRID, **TOP, **{f"n.{far}": "1", f"v.{far}": "eligible"})

    assert "Data ini tidak ditemukan." in page.text
    assert known(regency, far).status == "newly_proposed"


def test_the_code_on_paper_finds_its_row(operator: Client, regency: Regency):
    registered(regency, A)
    two = registered(regency, B)

    page = operator.get(f"{GRID}?kode=k2").text

    assert f'name="v.{two}"' in page
    assert page.count('name="v.') == 1
    gone = operator.get(f"{WORK}?kode=K-0002", follow_redirects=False)
    assert gone.headers["location"] == f"/keluarga/{two}"
    assert operator.get(f"{WORK}?kode=K-0009").status_code == 400


def test_a_work_list_is_masked_until_names_are_opened(operator: Client, regency: Regency):
    registered(regency, A)
    name = family(A).members[0].name

    assert mask_name(name) in operator.get(WORK).text
    opened(operator)
    page = operator.get(WORK).text
    assert name in page
    assert "1/2" in page


def test_a_sheet_is_a_recorded_look_with_its_number_on_it(operator: Client, regency: Regency):
    registered(regency, A)
    assert operator.get(f"/desa/{KLEGO}/lembar.pdf").status_code == 400
    opened(operator)

    paper = operator.get(f"/desa/{KLEGO}/lembar.pdf")
    table = operator.get(f"{WORK}?unduh=csv")
    book = operator.get(f"{WORK}?unduh=xlsx")

    assert paper.content.startswith(b"%PDF")
    assert paper.headers["content-type"] == "application/pdf"
    looks = regency.access_log.of_account("village_operator", limit=10)
    assert [look.kind for look in looks[:3]] == ["export"] * 3
    assert f"-{looks[2].id}.pdf" in paper.headers["content-disposition"]
    assert f"Lembar nomor {looks[1].id} oleh" in table.content.decode("utf-8-sig")
    assert "K-0001" in table.text
    assert book.content.startswith(b"PK")


def test_filters_of_a_work_list_are_checked(operator: Client):
    for query in ("desil=11", "bulan=0", "bulan=99", "daftar=x", "desil=%C2%B2"):
        assert operator.get(f"{WORK}?{query}").status_code == 400

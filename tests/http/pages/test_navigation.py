"""The menu: the own job in one row, everything else behind one word, and nothing that says no."""

import re
from typing import get_args

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.http.pages.navigation import menu
from service.kernel.roles import Role
from tests.commands.acting import actor
from tests.http.pages.browsing import sign_in

Client = TestClient[Litestar]
MOST_IN_A_ROW = 7


@pytest.mark.parametrize("role", get_args(Role))
def test_a_menu_names_each_place_once_and_the_own_job_in_one_row(role: Role):
    found = menu(actor(role), "/")
    behind = [item.href for _, items in found.groups for item in items]

    assert found.own[0].href == "/"
    assert 2 <= len(found.own) <= MOST_IN_A_ROW
    assert len(set(behind)) == len(behind)
    assert {item.href for item in found.own} - {"/"} <= set(behind)


@pytest.mark.parametrize("role", ["secretariat", "village_head", "partner_officer", "auditor"])
def test_whatever_a_menu_names_opens(client: Client, role: Role):
    sign_in(client, role)
    nav = client.get("/").text.partition("<nav")[2].partition("</nav>")[0]

    for href in re.findall(r'href="([^"]+)"', nav):
        assert client.get(href).status_code == 200, href


def test_a_list_that_is_reached_through_another_page_marks_that_one(client: Client):
    sign_in(client, "village_head")
    for path in ("/ganda", "/perpindahan", "/pertentangan"):
        nav = client.get(path).text.partition("<nav")[2].partition("</nav>")[0]
        assert '<a href="/perlu-diputuskan" aria-current="true">' in nav, path

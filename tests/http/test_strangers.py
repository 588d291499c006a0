"""Whoever is not signed in: few of their questions reach the database, whatever they send."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from litestar.testing import TestClient

from service.app import create_app
from service.http.strangers import USUAL, Strangers, TooManyQuestions
from service.regency import Regency

Answer = tuple[int, bytes, dict[bytes, bytes]]


class Street:
    """Strangers who ask for pages of a service that counts what it makes."""

    def __init__(self, how: str = "kept", *, status: int = 200) -> None:
        self.now = 0.0
        self.made = 0
        self._opt = {"strangers": how}
        self._status = status
        self._strangers = Strangers(
            cast("Regency", SimpleNamespace(schema="boyolali")), clock=lambda: self.now
        )

    async def asked(
        self, address: str = "192.0.2.1", *, query: str = "", tag: str = "", user: Any = None
    ) -> Answer:
        """Return status, body and headers of one answer."""
        headers = [(b"host", b"sanding")] + ([(b"if-none-match", tag.encode())] if tag else [])
        scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": "/publik",
            "root_path": "",
            "query_string": query.encode(),
            "headers": headers,
            "client": (address, 1),
            "server": ("sanding", 80),
            "route_handler": SimpleNamespace(opt=self._opt),
            "user": user,
            "session": None,
            "state": {},
        }
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        await self._strangers.handle(cast("Any", scope), cast("Any", None), send, self._made)
        return sent[0]["status"], sent[1]["body"], dict(sent[0]["headers"])

    async def _made(self, _: Any, __: Any, send: Any) -> None:
        self.made += 1
        mine = self.made
        await asyncio.sleep(0)  # others come in while this one is made
        headers = [(b"etag", b'"7"'), (b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": self._status, "headers": headers})
        await send({"type": "http.response.body", "body": str(mine).encode()})


def test_an_answer_is_made_once_for_all_who_ask_within_a_minute():
    async def crowd() -> None:
        street = Street()
        told = await asyncio.gather(*(street.asked(f"192.0.2.{n}") for n in range(40)))
        assert {body for _, body, _ in told} == {b"1"}
        assert await street.asked(tag='"7"') == (304, b"", {b"etag": b'"7"'})
        await street.asked(query="tahun=2025")
        assert street.made == 2, "another question is another answer"
        street.now += USUAL.kept_seconds
        await street.asked()
        assert street.made == 3

    asyncio.run(crowd())


def test_an_address_has_so_many_answers_made_and_then_waits():
    async def one_after_another() -> None:
        street = Street()
        for number in range(USUAL.most_made):
            await street.asked(query=f"tahun={number}")
        with pytest.raises(TooManyQuestions):
            await street.asked(query="tahun=2000")
        await street.asked(query="tahun=1")  # what is kept is given to everybody
        await street.asked("192.0.2.2", query="tahun=2000")
        street.now += 60 / USUAL.most_made
        await street.asked(query="tahun=2001")
        with pytest.raises(TooManyQuestions):
            await street.asked(query="tahun=2002")

    asyncio.run(one_after_another())


def test_a_subscriber_does_not_become_another_by_another_address_of_its_own():
    async def of_one_network() -> None:
        street = Street("counted")
        for number in range(USUAL.most_made):
            await street.asked(f"2001:db8:0:1::{number:x}")
        with pytest.raises(TooManyQuestions):
            await street.asked("2001:db8:0:1:ffff::1")
        await street.asked("2001:db8:0:2::1")

    asyncio.run(of_one_network())


@pytest.mark.parametrize(("how", "status"), [("counted", 200), ("kept", 404)])
def test_what_is_for_one_reader_or_a_mistake_is_not_kept(how: str, status: int):
    async def twice() -> None:
        street = Street(how, status=status)
        assert [(await street.asked())[1] for _ in range(2)] == [b"1", b"2"]

    asyncio.run(twice())


def test_whoever_is_signed_in_is_neither_counted_nor_told_what_strangers_were():
    async def at_work() -> None:
        street = Street()
        for _ in range(USUAL.most_made + 2):
            await street.asked(user="secretariat")
        assert street.made == USUAL.most_made + 2
        await street.asked()
        assert street.made == USUAL.most_made + 3

    asyncio.run(at_work())


def test_too_many_questions_are_answered_with_when_to_come_again(regency: Regency):
    address = f"/api/v1/musdes/verifications/{'0' * 64}"
    with TestClient(create_app(regency)) as client:
        told = [client.get(address).status_code for _ in range(USUAL.most_made)]
        refused = client.get(address)
        page = client.get("/publik", headers={"Accept": "text/html"})

    assert set(told) == {404}
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert refused.json()["title"] == "Terlalu banyak permintaan dari alamat ini."
    assert (page.status_code, page.headers["Retry-After"]) == (429, "60")
    assert "Tunggu satu menit, lalu coba lagi." in page.text

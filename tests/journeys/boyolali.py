"""PUKIS-SISDAMAS in one village of ten thousand, over HTTP: 961 poor persons and what came of them.

240 families of four and one person alone. 48 persons died, 37 moved away, 9 stood there twice; 22
are better off, 51 were helped and graduated; 13 turned poor. So 807 are left.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from msgspec import Struct

from tests.http.api.given import made, shown
from tests.http.conftest import KLEGO, As

API = "/api/v1"
FAMILIES = 240
HEADER = "NIK;NO KK;NAMA;HUB KELUARGA;ALAMAT;RT;RW;KECAMATAN;DESA"
AID = {
    "zis": ("sanitation", "Baznas"),
    "kis": ("health_insurance", "KIS"),
    "rtlh": ("housing", "RTLH"),
}
"""Programmes by short name: the need each answers, and what it is called."""

FUND = "infak-boyolali"

Home = tuple[str, list[str]]
"""A household and its members, the head first."""


class Place(Struct, frozen=True, kw_only=True):
    """The village, as the list calls it.

    Args:
        prefix: the first six digits of its invented NIKs.
        mark: behind the short names of what is opened for it; regencies of others have their own.
    """

    code: str = KLEGO
    village: str = "Klego"
    kecamatan: str = "Klego"
    prefix: str = "990915"
    mark: str = ""

    def nik(self, family: int, member: int) -> str:
        """Return the NIK of somebody invented."""
        return f"{self.prefix}{1 + family % 28:02}{1 + member:02}70{1 + family:04}"

    def named(self, slug: str) -> str:
        """Return the short name of something that is opened for this village."""
        return f"{slug}{self.mark}"

    def kk_number(self, family: int) -> str:
        """Return the KK number of an invented family."""
        return f"{self.prefix}1001{family // 1000:02}{family % 1000 + 1:04}"


def rows(place: Place) -> list[str]:
    """Return the list of 961 persons as the village was handed it."""
    found = []
    for family in range(FAMILIES + 1):
        for member in range(4 if family < FAMILIES else 1):
            relation = "Kepala Keluarga" if member == 0 else "Anak"
            name = f"Contoh {'ABCD'[member]}{chr(65 + family // 26 % 26)}{chr(65 + family % 26)}"
            found.append(
                f"{place.nik(family, member)};{place.kk_number(family)};{name};{relation};"
                f"Dukuh Contoh;{1 + family % 6:03};001;{place.kecamatan};{place.village}"
            )
    return found


class Found(Struct, frozen=True, kw_only=True):
    """Which households what is found of; of new ones the first number and how many they are."""

    deceased: Sequence[Home]
    moved: Sequence[Home]
    duplicate: Sequence[tuple[Home, Home]]
    better_off: Sequence[Home]
    graduated: Sequence[Home]
    newly_poor: Sequence[tuple[int, int]]


def found_in(homes: Sequence[Home]) -> Found:
    """Return what is found in families of four: 167 persons leave the list, 13 come to it."""
    return Found(
        deceased=homes[:48],
        moved=homes[48:85],
        duplicate=list(zip(homes[85:94], homes[110:119], strict=True)),
        better_off=(*homes[94:98], homes[0], homes[1]),
        graduated=(*homes[98:110], homes[2]),
        newly_poor=((900, 4), (901, 4), (902, 5)),
    )


class Village:
    """The village, and short ways for its people to act."""

    def __init__(self, client: Any, as_: As, today: date, place: Place | None = None) -> None:
        self.client, self.as_, self.today = client, as_, today
        self.place = place or Place()
        self.visited = today - timedelta(days=20)

    def post(self, path: str, body: Any, by: str = "secretariat") -> Any:
        """Give a command that must be recorded; return the receipt."""
        return made(self.client.post(f"{API}{path}", json=body, headers=self.as_(by)))

    def get(self, path: str, by: str = "secretariat", **asked: Any) -> Any:
        """Return the answer to a question."""
        return shown(self.client.get(f"{API}{path}", params=asked, headers=self.as_(by)))

    def enrol(self, persons: int) -> None:
        """Take the village in, with its people counted."""
        long_ago = self.today - timedelta(days=200)
        self.post("/villages", {"village": self.place.code, "occurred_on": str(long_ago)})
        self.count(persons, long_ago)

    def count(self, persons: int, on: date) -> None:
        """Record a population base."""
        body = {"persons": persons, "source": "Dukcapil", "reference_date": str(on)}
        self.post(f"/villages/{self.place.code}/populations", body)

    def receive(self) -> list[Home]:
        """Take the list in; return the households in its order."""
        about = {
            "name": "Daftar warga miskin",
            "issuer": "DPMD",
            "letter_number": "400.10/1/2026",
            "letter_date": str(self.today - timedelta(days=100)),
            "period": "2026-08",
            "purpose": "Verifikasi dan validasi",
            "legal_basis": "UU 13/2011 Pasal 8",
            "file_name": "klego.csv",
        }
        answer = self.client.post(
            f"{API}/lists",
            params=about,
            content="\n".join([HEADER, *rows(self.place)]).encode(),
            headers=self.as_("secretariat") | {"Content-Type": "text/csv"},
        )
        assert answer.status_code == 201, answer.text
        assert answer.json()["persons"] == 961
        return self.homes()

    def homes(self) -> list[Home]:
        """Return all households of the village, by id."""
        found: list[Home] = []
        cursor: str | None = None
        while True:
            asked: dict[str, Any] = {"area": self.place.code, "limit": 200}
            asked |= {"cursor": cursor} if cursor else {}
            page = self.get("/households", **asked)
            for one in page["items"]:
                members = self.get(f"/households/{one['household']}")["members"]
                found.append((one["household"], [member["person"] for member in members]))
            if (cursor := page["next"]) is None:
                return found

    def person(self, home: Home, member: int, verdict: str, **more: Any) -> None:
        """Record what the operator found about one person."""
        household, persons = home
        body = {
            "level": "person",
            "person": persons[member],
            "verdict": verdict,
            "method": "visit",
            "evidence": [self.proof("document"), self.proof("visit")],
            "occurred_on": str(self.visited),
        }
        self.post(f"/households/{household}/validations", body | more, "village_operator")

    def household(self, home: Home, verdict: str, **more: Any) -> None:
        """Record what the operator found about a household."""
        body = {
            "level": "household",
            "verdict": verdict,
            "method": "visit",
            "evidence": [self.proof("visit")],
            "occurred_on": str(self.visited),
        }
        self.post(f"/households/{home[0]}/validations", body | more, "village_operator")

    def proof(self, kind: str) -> dict[str, str]:
        """Return something that shows it."""
        return {"kind": kind, "reference": f"{kind}-{self.visited}", "on": str(self.visited)}

    def enrol_baznas(self) -> None:
        """Enrol who helps."""
        body = {"partner": "baznas", "name": "Baznas Boyolali", "org_type": "baznas"}
        self.post("/partners", body)

    def prepare_aid(self) -> None:
        """List what there is to help with, and fill a fund."""
        for programme, (need, name) in AID.items():
            offer = {
                "programme": self.place.named(programme),
                "name": name,
                "owner": "baznas",
                "strategy": "reduce_expenditure_burden",
                "need": need,
                "target_unit": "house",
                "recurrence": "once",
                "first_year": 2024,
            }
            self.post("/programmes", offer)
        fund = {
            "fund": self.place.named(FUND),
            "partner": "baznas",
            "fund_type": "infak",
            "fiscal_year": self.today.year,
            "document": "BSI-1",
            "amount_rupiah": 900_000_000,
        }
        self.post("/funds", fund)

    def help(self, home: Home, programme: str) -> None:
        """Promise, pay, deliver, confirm and verify one piece of aid."""
        household, day = home[0], str(self.visited)
        need = {"level": "need", "need": AID[programme][0], "verdict": "confirmed"}
        confirmed = need | {"method": "visit", "evidence": [self.proof("visit")]}
        path = f"/households/{household}/validations"
        self.post(path, confirmed | {"occurred_on": day}, "village_operator")
        asked = {
            "partner": "baznas",
            "programme": self.place.named(programme),
            "household": household,
            "amount_rupiah": 5_000_000,
            "form": "cash",
            "occurred_on": day,
        }
        promise = f"/commitments/{self.post('/commitments', asked, 'baznas')['id']}"
        money = {"amount_rupiah": 5_000_000, "occurred_on": day}
        self.post(f"{promise}/allocations", money | {"fund": self.place.named(FUND)}, "baznas")
        paid = money | {"method": "transfer", "receipt": f"SP2D-{uuid4()}"}
        self.post(f"{promise}/disbursements", paid, "baznas")
        value = {"value_rupiah": 5_000_000, "occurred_on": day}
        handover = value | {"evidence": [self.proof("handover")]}
        delivery = self.post(f"{promise}/deliveries", handover, "baznas")["id"]
        done = f"{promise}/deliveries/{delivery}"
        self.post(f"{done}/acknowledgements", {"occurred_on": day}, "village_operator")
        self.post(f"{done}/verifications", value, "mentor")

    def newly_poor(self, persons: int, first: int) -> None:
        """Propose a family that turned poor."""
        members = [
            {
                "name": f"Contoh Baru {'ABCDE'[at]}",
                "nik": self.place.nik(first, at),
                "relation": "child" if at else "head",
            }
            for at in range(persons)
        ]
        body = {
            "village": self.place.code,
            "residence": {"address": "Dukuh Baru", "rt": "2"},
            "members": members,
            "occurred_on": str(self.visited),
        }
        self.post("/households", body, "village_operator")

    def verify(self, homes: Sequence[Home], *, left_out: int = 0) -> None:
        """Record all that was found from door to door.

        Args:
            left_out: so many of each kind are found by somebody else, from the first on.
        """
        since = str(self.visited - timedelta(days=30))
        found = found_in(homes)
        for home in found.deceased[left_out:]:
            self.person(home, 3, "deceased", since=since)
        for home in found.moved[left_out:]:
            self.person(home, 3, "moved_out", since=since, destination="33.74")
        for home, other in found.duplicate[left_out:]:
            self.person(home, 3, "duplicate", duplicate_of=other[1][3])
        for home in found.better_off[left_out:]:
            self.household(home, "better_off", reason="assets")
        for number, home in enumerate(found.graduated[left_out:]):
            self.help(home, ("zis", "kis", "rtlh")[number % 3])
            self.household(home, "graduated")
        for first, persons in found.newly_poor[left_out:]:
            self.newly_poor(persons, first)

    def meet(self, number: str) -> Any:
        """Hold the musdes over everything that waits for one, and set its seal."""
        day = str(self.today - timedelta(days=3))
        invitation = {
            "village": self.place.code,
            "kind": "musdes",
            "meets_on": day,
            "meets_at": "09:00",
            "place": "Balai Desa Klego",
            "agenda": "Pembahasan hasil verifikasi",
            "legal_basis": "UU 13/2011 Pasal 8",
            "chair": {"name": "Contoh Wiyono", "position": "Ketua BPD", "account": "bpd_chair"},
            "minute_taker": {"name": "Contoh Lestari", "position": "Sekretaris Desa"},
        }
        musdes = f"/musdes/{self.post('/musdes', invitation, 'bpd_chair')['id']}"
        count = {"role": "resident", "sex": "female", "count": 40}
        attendance = {"invited": 50, "quorum": 34, "others": [count]}
        self.post(f"{musdes}/attendances", attendance, "bpd_chair")
        waiting = self.waiting()
        self.post(f"{musdes}/presentations", {"households": list(waiting)}, "bpd_chair")
        # What was found may be approved at once; who was proposed, and whose family goes on with
        # one person less, is spoken about.
        spoken = {"listed": "keep", "newly_proposed": "add"}
        decisions = [
            {"household": household, "decision": spoken[status]}
            for household, status in waiting.items()
            if status in spoken
        ]
        self.post(f"{musdes}/decisions", {"decisions": decisions, "rest": True}, "bpd_chair")
        self.post(f"{musdes}/ratifications", {"number": number}, "bpd_chair")
        return self.get(musdes)

    def waiting(self) -> dict[str, str]:
        """Return the households that wait for a meeting, and how each stands."""
        found: dict[str, str] = {}
        cursor: str | None = None
        while True:
            asked: dict[str, Any] = {"area": self.place.code, "limit": 200}
            asked |= {"cursor": cursor} if cursor else {}
            page = self.get("/musdes/waiting/households", "bpd_chair", **asked)
            found |= {one["household"]: one["status"] for one in page["items"]}
            if (cursor := page["next"]) is None:
                return found

    def compute(self, days_ago: int = 0) -> Any:
        """Count the register; return the figure."""
        asked = {"area": self.place.code, "occurred_on": str(self.today - timedelta(days_ago))}
        figure = self.post("/figures/computations", asked, "village_head")["id"]
        return self.get(f"/figures/{figure}")

    def behind(self, before: Any, after: Any, term: str) -> list[Any]:
        """Return the persons behind a reason."""
        asked = {"before": before["id"], "after": after["id"], "term": term, "limit": 100}
        found: list[Any] = self.get("/figures/reasons/persons", "auditor", **asked)["items"]
        return found

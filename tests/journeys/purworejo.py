"""Sanding Erat Desa Kita in one village, over HTTP: a DTKS list full of dead and moved people.

Twelve families of three on the list of October 2020; a sheet of deciles for eleven of them; three
persons died, two moved away. In April 2021 the list comes again, and names four of them still.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from tests.http.api.given import Client, made, shown
from tests.http.conftest import KLEGO, As

API = "/api/v1"
HEADER = (
    "ID DTKS|PROVINSI|KABUPATEN/KOTA|KECAMATAN|DESA/KELUARAHAN|ALAMAT|DUSUN|RT|RW|NOKK|NIK|NAMA|"
    "TANGGAL LAHIR|TEMPAT LAHIR|JENIS KELAMIN|PEKERJAAN|NAMA IBU KANDUNG|HUB KELUARGA|"
    "KETERANGAN PADAN|BANSOS BPNT|BANSOS PKH|BANSOS BPNT-PPKM|PBI JKN"
)
FAMILIES = 12
PERSONS = 3
DECILES: Mapping[int, int] = {
    **dict.fromkeys(range(4), 1),
    **dict.fromkeys(range(4, 7), 2),
    **dict.fromkeys(range(7, 9), 3),
    9: 5,
    11: 8,
}
"""Family → its decile; nobody has ranked the eleventh."""

OCTOBER = {
    "name": "DTKS penetapan Oktober 2020",
    "issuer": "Dinsosdukkbpppa",
    "letter_number": "460/1021/2020",
    "letter_date": "2020-10-26",
    "period": "2020-10",
    "purpose": "Dicermati bersama perangkat daerah pendamping dan pemerintah desa",
    "legal_basis": "Permensos 28/2017",
}
SHEET = OCTOBER | {
    "name": "Pemeringkatan desil",
    "letter_number": "460/1022/2020",
    "letter_date": "2020-10-27",
}
APRIL = OCTOBER | {
    "name": "DTKS penetapan April 2021",
    "letter_number": "460/311/2021",
    "letter_date": "2021-04-20",
    "period": "2021-04",
}

Home = tuple[str, list[str]]
"""A household and its members, the head first."""

Person = tuple[int, int]
"""A family and which of it."""


class Listing(Struct, frozen=True):
    """The lists of one village.

    Args:
        village, kecamatan: their names, as a list has them.
        prefix: the first digits of invented numbers, which set its people apart.
    """

    village: str = "KLEGO"
    kecamatan: str = "KLEGO"
    prefix: str = "990915"

    def nik(self, person: Person) -> str:
        """Return the NIK of somebody invented."""
        family, member = person
        return f"{self.prefix}{1 + family:02}{1 + member:02}70{1 + 2 * family:04}"

    def nokk(self, family: int) -> str:
        """Return the number of an invented family card."""
        return f"{self.prefix}1001{1 + family:02}0001"

    def row(
        self,
        person: Person,
        cells: Mapping[str, str] = {},
        *,
        kk: int | None = None,
        village: str = "",
    ) -> str:
        """Return a row as SIKS-NG writes it.

        Args:
            cells: what to write otherwise, by the title of the column.
            kk: the family on whose card the person stands; their own if not said.
        """
        family, member = person
        told = {
            "ID DTKS": f"33091500{family:02}{member:02}",
            "PROVINSI": "JAWA TENGAH",
            "KABUPATEN/KOTA": "BOYOLALI",
            "KECAMATAN": self.kecamatan,
            "DESA/KELUARAHAN": village or self.village,
            "ALAMAT": f"DUKUH CONTOH {family}",
            "DUSUN": "CONTOH",
            "RT": f"{1 + family % 3:03}",
            "RW": "001",
            "NOKK": self.nokk(family if kk is None else kk),
            "NIK": self.nik(person),
            "NAMA": name(person),
            "TANGGAL LAHIR": f"{1 + family:02}/{1 + member:02}/1970",
            "TEMPAT LAHIR": "BOYOLALI",
            "JENIS KELAMIN": "LAKI-LAKI",
            "PEKERJAAN": "BURUH TANI",
            "NAMA IBU KANDUNG": "TIDAK DISIMPAN",
            "HUB KELUARGA": "ANAK" if member else "KEPALA KELUARGA",
            "KETERANGAN PADAN": "PADAN",
            "BANSOS BPNT": "YA",
            "BANSOS PKH": "TIDAK",
            "BANSOS BPNT-PPKM": "TIDAK",
            "PBI JKN": "YA",
        }
        return "|".join((told | dict(cells)).values())

    def rows(self) -> list[str]:
        """Return everybody the list of October 2020 names, family by family."""
        return [self.row((family, m)) for family in range(FAMILIES) for m in range(PERSONS)]

    def sheet(self) -> list[str]:
        """Return the sheet of deciles that DTKS itself does not carry."""
        return ["NO KK;DESIL", *(f"{self.nokk(one)};{decile}" for one, decile in DECILES.items())]


def name(person: Person) -> str:
    """Return an invented name; whoever has the first letter heads the family."""
    return f"CONTOH {'ABCD'[person[1]]} {chr(65 + person[0])}"


class Village:
    """The village, and short ways for its people to act."""

    def __init__(self, client: Client, as_: As, today: date) -> None:
        self.client, self.as_, self.today = client, as_, today

    def post(self, path: str, body: Any, by: str) -> Any:
        """Give a command that must be recorded; return the receipt."""
        return made(self.client.post(f"{API}{path}", json=body, headers=self.as_(by)))

    def tried(self, path: str, body: Any, by: str) -> Any:
        """Give a command that may be refused; return the answer."""
        return self.client.post(f"{API}{path}", json=body, headers=self.as_(by))

    def get(self, path: str, who: str, **asked: Any) -> Any:
        """Return the answer to a question."""
        return shown(self.client.get(f"{API}{path}", params=asked, headers=self.as_(who)))

    def receive(self, about: Mapping[str, str], file_name: str, lines: Sequence[str]) -> Any:
        """Take a list in; return what became of its rows."""
        answer = self.client.post(
            f"{API}/lists",
            params={**about, "file_name": file_name},
            content="\n".join([*lines, ""]).encode(),
            headers=self.as_("secretariat") | {"Content-Type": "text/csv"},
        )
        assert answer.status_code == 201, answer.text
        return answer.json()

    def homes(self) -> dict[int, Home]:
        """Return the households of Klego by their number, told apart by their names."""
        asked = {"purpose": "verification", "reference": OCTOBER["letter_number"]}
        found: dict[int, Home] = {}
        for one in self.get("/households", "village_operator", area=KLEGO, limit=200)["items"]:
            home = self.get(f"/households/{one['household']}", "village_operator", **asked)
            members = sorted(home["members"], key=lambda each: each["name"])
            found[ord(members[0]["name"][-1]) - 65] = (
                one["household"],
                [each["person"] for each in members],
            )
        return found

    def work(self, by: str = "village_operator", **asked: Any) -> set[str]:
        """Return the households that the work list of the village holds."""
        found = self.get(f"/worklists/{KLEGO}", by, limit=200, **asked)
        return {one["household"] for one in found["items"]}

    def gone(self, home: Home, member: int, verdict: str, since: str, **more: Any) -> None:
        """Record that a person died or left, as the village found on a visit."""
        day = str(self.today)
        body = {
            "level": "person",
            "person": home[1][member],
            "verdict": verdict,
            "method": "visit",
            "since": since,
            "evidence": [
                {"kind": "visit", "reference": "Lembar 7", "on": day},
                {"kind": "statement", "reference": "Surat RT 2/2020", "on": day},
            ],
        }
        self.post(f"/households/{home[0]}/validations", body | more, "village_operator")

    def invalid(self, received: str, by: str = "secretariat", **clocks: Any) -> tuple[Any, ...]:
        """Return rows, dead, moved and their share of one list in the village."""
        found = self.get("/coverage", by, by="village", area=KLEGO, **clocks)["lists"]
        [one] = [each for each in found if each["list"] == received] or [None]
        if one is None:
            return (0, 0, 0, None)
        assert one["area"] == KLEGO
        return (one["rows"], one["deceased"], one["moved"], one["invalid_percent"])

    def corrections(self, received: str, by: str = "secretariat", **clocks: Any) -> Any:
        """Return what is wrong with the village's part of a list."""
        return self.get("/corrections/preview", by, list=received, village=KLEGO, **clocks)

    def alerts(self, by: str, **asked: Any) -> list[Any]:
        """Return whoever is listed again though they had left."""
        found: list[Any] = self.get("/resurrections", by, **asked)["items"]
        return found

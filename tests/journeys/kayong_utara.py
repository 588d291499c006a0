"""Kayong Utara, Pemda x Baznas on P3KE, over HTTP: an agreement, a list, and nobody helped twice.

Household H of one family of three, D a person alone who died, B a couple that is better off. The
agency for housing, Baznas with its collecting units, and villages of Sukadana between them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from service.kernel.roles import Role
from tests.http.api.given import made, shown
from tests.http.conftest import As
from tests.layouts.workbooks import xlsx

API = "/api/v1"
REGENCY = "61.11"
SUTERA = "61.11.01.2001"
SEJAHTERA = "61.11.01.2003"
NUMBERS = ("100.3.7.1/050/NK/BAPPERIDA-PEM/XI/2024", "451.5/54/BAZNAS-KU/XI/2024")
LETTER = "400.9/11/2024"
H, D, B = "K-0001", "K-0002", "K-0003"

PERSONAS: Mapping[str, tuple[Role, str, tuple[str, ...]]] = {
    "secretariat": ("secretariat", "bapperida", (REGENCY,)),
    "chief": ("secretariat", "bapperida", (REGENCY,)),
    "baznas": ("partner_officer", "baznas", (REGENCY,)),
    "perkim": ("mentor", "perkim", (SUTERA, SEJAHTERA)),
    "village_operator": ("village_operator", "desa-sutera", (SUTERA,)),
    "village_head": ("village_head", "desa-sutera", (SUTERA,)),
    "auditor": ("auditor", "inspektorat", (REGENCY,)),
}

PARTNERS = {
    "bapperida": ("Bapperida Kayong Utara", "perangkat_daerah"),
    "baznas": ("Baznas Kayong Utara", "baznas"),
    "perkim": ("Dinas Perkim", "perangkat_daerah"),
    "dinas-a": ("Dinas A", "perangkat_daerah"),
    "opd-b": ("OPD B", "perangkat_daerah"),
}
UPZS = {"upz-dinas-a": ("UPZ Dinas A", "dinas-a"), "upz-opd-b": ("UPZ OPD B", "opd-b")}
"""Collecting units of Baznas: what they are called, and the agency each collects in."""

DEPOSITED = {"zakat": 10_000_000, "infak": 2_000_000, "sedekah": 500_000}

FAMILIES: Mapping[str, Sequence[tuple[str, str]]] = {
    H: (
        ("CONTOH HASAN", "Kepala Keluarga/Bapak"),
        ("CONTOH HALIMAH", "Istri/Suami"),
        ("CONTOH HAIKAL", "Anak"),
    ),
    D: (("CONTOH DARMA", "Kepala Keluarga/Bapak"),),
    B: (("CONTOH BAHAR", "Kepala Keluarga/Bapak"), ("CONTOH BAIDAH", "Istri/Suami")),
}
PERSONS = sum(map(len, FAMILIES.values()))


def workbook(place: "Place") -> bytes:
    """Return a P3KE workbook: titles in rows 1 to 12, families from row 13 on."""
    rows: list[Sequence[str]] = [["", "DATA P3KE KABUPATEN KAYONG UTARA"], *([[""]] * 11)]
    for number, (family, members) in enumerate(FAMILIES.items()):
        for at, (name, relation) in enumerate(members):
            is_woman = relation.startswith("Istri")
            day = 11 + number + (40 if is_woman else 0)
            nik = f"{place.prefix}{day}{1 + at:02}70{1 + number:04}"
            sex = "PEREMPUAN" if is_woman else "LAKI-LAKI"
            where = ["", place.kecamatan.upper(), place.village.upper()]
            cells = [*where, f"DUSUN CONTOH RT {1 + number}", family, "", "1"]
            rows.append([*cells, name, nik, "", sex, relation])
    return xlsx(rows).read()


def proof(kind: str, on: str) -> dict[str, str]:
    """Return something that shows it."""
    return {"kind": kind, "reference": f"{kind}-{on}", "on": on}


class Place(Struct, frozen=True, kw_only=True):
    """The village of households H, D and B, as its list calls it.

    Args:
        prefix: the first six digits of its invented NIKs.
        mark: behind the short names of what is opened for it; a demo's have their own.
    """

    code: str = SUTERA
    village: str = "Sutera"
    kecamatan: str = "Sukadana"
    prefix: str = "991101"
    mark: str = ""

    def named(self, slug: str) -> str:
        """Return the short name of something that is opened for this village."""
        return f"{slug}{self.mark}"


class KayongUtara:
    """The regency, and short ways for its people to act."""

    def __init__(self, client: Any, as_: As, today: date, place: Place | None = None) -> None:
        self.client, self.as_, self.today = client, as_, today
        self.place = place or Place()

    def post(self, path: str, body: Any, by: str = "secretariat") -> Any:
        """Give a command that must be recorded; return the receipt."""
        return made(self.tried(path, body, by))

    def tried(self, path: str, body: Any, by: str = "secretariat") -> Any:
        """Give a command that may be refused; return the answer."""
        return self.client.post(f"{API}{path}", json=body, headers=self.as_(by))

    def get(self, path: str, by: str = "secretariat", /, **asked: Any) -> Any:
        """Return the answer to a question."""
        return shown(self.asked(path, by, **asked))

    def asked(self, path: str, by: str, /, **asked: Any) -> Any:
        """Ask something that may be refused; return the answer."""
        return self.client.get(f"{API}{path}", params=asked, headers=self.as_(by))

    def enrol(self) -> None:
        """Take in the partners, two villages and what there is to help with."""
        for partner, (name, kind) in PARTNERS.items():
            self.post("/partners", {"partner": partner, "name": name, "org_type": kind})
        for village in (SUTERA, SEJAHTERA):
            self.post("/villages", {"village": village})
        for programme, owner, need, group in (
            ("rtlh", "perkim", "housing", "housing"),
            ("rtlh-baznas", "baznas", "housing", "housing"),
            ("jamban-baznas", "baznas", "sanitation", None),
        ):
            body = {
                "programme": programme,
                "name": programme.upper(),
                "owner": owner,
                "strategy": "reduce_expenditure_burden",
                "need": need,
                "target_unit": "house",
                "recurrence": "once",
                "first_year": 2024,
                "exclusivity_group": group,
            }
            self.post("/programmes", {k: v for k, v in body.items() if v is not None})

    def report(self, year: int, value: str) -> str:
        """Take over the share of the extremely poor of a year; return the figure's name."""
        body = {
            "kind": "extreme_poverty_rate",
            "area": REGENCY,
            "source": "p3ke",
            "source_name": f"P3KE {year}",
            "nature": "survey",
            "method": "Estimasi Susenas Maret",
            "reference_date": f"{year}-03-31",
            "value_percent": value,
            "publication": "Bapperida Kayong Utara",
        }
        found: str = self.post("/figures", body)["id"]
        return found

    def sign(self, **other: Any) -> Any:
        """Note the agreement of 31 October 2024 with both its numbers."""
        bapperida, baznas = NUMBERS
        body = {
            "agreement": "nk-baznas-2024",
            "partner": "baznas",
            "kind": "memorandum",
            "numbers": [
                {"party": "bapperida", "number": bapperida},
                {"party": "baznas", "number": baznas},
            ],
            "title": "Penghapusan kemiskinan ekstrem melalui pemanfaatan data P3KE",
            "scope": "Zakat, infak, dan sedekah untuk program intervensi bersama",
            "place": "Aula Pendopo, Sukadana",
            "areas": [REGENCY],
            "valid_from": "2024-10-31",
            "valid_until": str(self.today + timedelta(days=60)),
            "signatories": [
                {"name": "Contoh Bupati", "position": "Pj. Bupati", "organisation": "Pemda"},
                {"name": "Contoh Ketua", "position": "Ketua", "organisation": "Baznas"},
            ],
            "data_purposes": ["aid_delivery"],
            "obligations": [
                {"party": "bapperida", "text": "Berbagi daftar P3KE sesuai tujuan"},
                {"party": "baznas", "text": "Program intervensi bersama"},
                {
                    "party": "baznas",
                    "text": "Laporan triwulanan",
                    "due_on": "2025-01-31",
                    "every_months": 3,
                },
            ],
            "occurred_on": "2024-10-31",
        }
        return self.post("/agreements", body | other)

    def receive(self) -> dict[str, str]:
        """Take the P3KE workbook in; return its households by the family's id in it."""
        about = {
            "name": "P3KE 2024",
            "issuer": "Bapperida",
            "letter_number": LETTER,
            "letter_date": "2024-10-31",
            "period": "2024-10",
            "purpose": "Sasaran intervensi bersama",
            "legal_basis": "Inpres 4/2022",
            "file_name": "p3ke.xlsx",
        }
        spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        answer = self.client.post(
            f"{API}/lists",
            params=about,
            content=workbook(self.place),
            headers=self.as_("secretariat") | {"Content-Type": spreadsheet},
        )
        assert answer.status_code == 201, answer.text
        report = answer.json()
        assert (report["layout"], report["households"], report["persons"]) == ("p3ke", 3, PERSONS)
        assert report["quarantined"] == 0
        return self.homes()

    def homes(self) -> dict[str, str]:
        """Return the households of the workbook by the family's id in it."""
        heads = {members[0][0]: family for family, members in FAMILIES.items()}
        asked = {"purpose": "verification", "reference": LETTER}
        found: dict[str, str] = {}
        for one in self.get("/households", area=self.place.code, limit=200)["items"]:
            home = self.get(f"/households/{one['household']}", "village_operator", **asked)
            names = {str(each["name"]).upper() for each in home["members"]}
            found |= {heads[name]: one["household"] for name in names & set(heads)}
        return found

    def members(self, household: str) -> list[str]:
        """Return who belongs to a household."""
        home = self.get(f"/households/{household}")
        return [one["person"] for one in home["members"]]

    def confirm(self, household: str, need: str, on: str) -> None:
        """Record that the village saw that a need is real."""
        body = {
            "level": "need",
            "need": need,
            "verdict": "confirmed",
            "method": "visit",
            "evidence": [proof("visit", on)],
            "occurred_on": on,
        }
        self.post(f"/households/{household}/validations", body, "village_operator")

    def dies(self, household: str, on: str) -> None:
        """Record that the only person of a household died."""
        [person] = self.members(household)
        body = {
            "level": "person",
            "person": person,
            "verdict": "deceased",
            "method": "document",
            "since": on,
            "evidence": [proof("document", on), proof("visit", on)],
            "occurred_on": on,
        }
        self.post(f"/households/{household}/validations", body, "village_operator")

    def is_better_off(self, household: str, on: str) -> None:
        """Record that a household can look after itself."""
        body = {
            "level": "household",
            "verdict": "better_off",
            "reason": "assets",
            "method": "visit",
            "evidence": [proof("visit", on)],
            "occurred_on": on,
        }
        self.post(f"/households/{household}/validations", body, "village_operator")

    def promise(self, household: str, programme: str, amount_rupiah: int, **more: Any) -> Any:
        """Return what to ask for a promise of 2024."""
        return {
            "partner": more.pop("partner", "baznas"),
            "programme": programme,
            "household": household,
            "amount_rupiah": amount_rupiah,
            "form": "cash",
            "fiscal_year": 2024,
            "occurred_on": "2024-11-06",
        } | more

    def to_village(self, programme: str, amount_rupiah: int) -> Any:
        """Return what to ask for a promise of this year to the village as a whole."""
        return {
            "partner": self.place.named("baznas"),
            "programme": self.place.named(programme),
            "village": self.place.code,
            "amount_rupiah": amount_rupiah,
            "form": "cash",
        }

    def appoint(self) -> None:
        """Open the funds of Baznas, and let it appoint its units half a year ago."""
        for kind in (*DEPOSITED, "amil"):
            fund = {
                "fund": self.fund(kind),
                "partner": self.place.named("baznas"),
                "fund_type": kind,
                "fiscal_year": self.today.year,
                "document": "Keputusan Ketua 1",
            }
            self.post("/funds", fund, "baznas")
        for upz, (name, host) in UPZS.items():
            unit = {"partner": self.place.named(upz), "name": name, "org_type": "upz"}
            self.post("/partners", unit | {"parent": self.place.named("baznas")})
            term = {
                "upz": self.place.named(upz),
                "parent": self.place.named("baznas"),
                "host": self.place.named(host),
                "decree": f"SK/{upz}/2026",
                "officers": 3,
                "since": str(self.today - timedelta(days=200)),
            }
            self.post("/upzs", term, "baznas")

    def fund(self, kind: str) -> str:
        """Return the fund of a kind that Baznas has."""
        return self.place.named(f"ku-{kind}")

    def deposit(self) -> None:
        """Book what the unit of Dinas A hands over: three kinds under one number."""
        body = {
            "document": self.place.named("BSZ-001"),
            "month": str(self.today)[:7],
            "collected_by": "payroll",
            "kinds": [
                {"fund": self.fund(kind), "amount_rupiah": amount, "payers": 40}
                for kind, amount in DEPOSITED.items()
            ],
        }
        self.post(f"/upzs/{self.place.named('upz-dinas-a')}/deposits", body, "baznas")

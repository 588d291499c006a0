"""Who takes part in the demo: invented organisations, programmes, funds and office-holders.

Names of people and companies are made up; the offices are those of any regency.
"""

from msgspec import Struct

from service.aggregates.fund_events import FundType
from service.kernel.helixes import OrgType
from service.kernel.needs import NeedType, Strategy
from service.kernel.roles import Role


class Organisation(Struct, frozen=True):
    """A partner: short name, full name, kind, and the partner it belongs to."""

    slug: str
    name: str
    kind: OrgType
    parent: str | None = None


class Offer(Struct, frozen=True, kw_only=True):
    """A programme, and the price of one unit."""

    slug: str
    name: str
    owner: str
    need: NeedType
    strategy: Strategy
    price_rupiah: int
    group: str | None = None


class Purse(Struct, frozen=True, kw_only=True):
    """A fund of one owner: its kind and how much was made available."""

    slug: str
    owner: str
    kind: FundType
    amount_rupiah: int


class Office(Struct, frozen=True, kw_only=True):
    """An office-holder.

    Args:
        villages: which of the demo's villages it is for, from 1; none is the whole regency.
    """

    account: str
    name: str
    position: str
    role: Role
    organisation: str
    villages: tuple[int, ...] = ()


ORGANISATIONS: tuple[Organisation, ...] = (
    Organisation("tkpkd", "Sekretariat TKPKD", "perangkat_daerah"),
    Organisation("perkim", "Dinas Perumahan dan Kawasan Permukiman", "perangkat_daerah"),
    Organisation("dinsos", "Dinas Sosial", "perangkat_daerah"),
    Organisation("dispermasdes", "Dinas Pemberdayaan Masyarakat dan Desa", "perangkat_daerah"),
    Organisation("baznas", "Baznas Kabupaten", "baznas"),
    Organisation("upz-dinsos", "UPZ Dinas Sosial", "upz", "baznas"),
    Organisation("upz-perkim", "UPZ Dinas Perumahan", "upz", "baznas"),
    Organisation("upz-masjid-agung", "UPZ Masjid Agung", "upz", "baznas"),
    Organisation("pt-merapi-susu", "PT Merapi Susu Makmur", "company"),
    Organisation("pt-sinar-serat", "PT Sinar Serat Lestari", "company"),
    Organisation("univ-merbabu", "Universitas Merbabu", "university"),
    Organisation("karang-taruna", "Karang Taruna Bina Karsa", "community_group"),
    Organisation("pkk", "Tim Penggerak PKK", "community_group"),
    Organisation("inspektorat", "Inspektorat", "auditor"),
    Organisation("diskominfo", "Dinas Komunikasi dan Informatika", "perangkat_daerah"),
)

OFFERS: tuple[Offer, ...] = (
    Offer(
        slug="rtlh",
        name="Perbaikan rumah tidak layak huni",
        owner="perkim",
        need="housing",
        strategy="reduce_expenditure_burden",
        price_rupiah=20_000_000,
        group="housing",
    ),
    Offer(
        slug="rtlh-baznas",
        name="Rumah layak huni Baznas",
        owner="baznas",
        need="housing",
        strategy="reduce_expenditure_burden",
        price_rupiah=17_500_000,
        group="housing",
    ),
    Offer(
        slug="jamban-sehat",
        name="Jamban sehat",
        owner="pt-merapi-susu",
        need="sanitation",
        strategy="reduce_expenditure_burden",
        price_rupiah=3_500_000,
    ),
    Offer(
        slug="air-bersih",
        name="Sambungan air bersih",
        owner="pt-sinar-serat",
        need="clean_water",
        strategy="reduce_expenditure_burden",
        price_rupiah=2_750_000,
    ),
    Offer(
        slug="sembako",
        name="Paket pangan keluarga",
        owner="dinsos",
        need="food",
        strategy="reduce_expenditure_burden",
        price_rupiah=600_000,
    ),
    Offer(
        slug="santunan-baznas",
        name="Santunan pangan Baznas",
        owner="baznas",
        need="food",
        strategy="reduce_expenditure_burden",
        price_rupiah=500_000,
    ),
    Offer(
        slug="klinik-usaha",
        name="Klinik usaha kecil",
        owner="univ-merbabu",
        need="business_capital",
        strategy="sustain_micro_small_business",
        price_rupiah=2_000_000,
    ),
    Offer(
        slug="gotong-royong",
        name="Gotong royong warga",
        owner="karang-taruna",
        need="elderly_alone",
        strategy="synergise_measures",
        price_rupiah=750_000,
    ),
)

PURSES: tuple[Purse, ...] = (
    Purse(slug="apbd-perkim", owner="perkim", kind="apbd_regency", amount_rupiah=1_800_000_000),
    Purse(slug="apbd-dinsos", owner="dinsos", kind="apbd_regency", amount_rupiah=150_000_000),
    Purse(slug="zakat-baznas", owner="baznas", kind="zakat", amount_rupiah=900_000_000),
    Purse(slug="infak-baznas", owner="baznas", kind="infak", amount_rupiah=75_000_000),
    Purse(slug="csr-merapi-susu", owner="pt-merapi-susu", kind="csr", amount_rupiah=450_000_000),
    Purse(slug="csr-sinar-serat", owner="pt-sinar-serat", kind="csr", amount_rupiah=180_000_000),
    Purse(slug="hibah-merbabu", owner="univ-merbabu", kind="university", amount_rupiah=60_000_000),
    Purse(
        slug="iuran-karang-taruna",
        owner="karang-taruna",
        kind="community",
        amount_rupiah=15_000_000,
    ),
)

HEADS: tuple[str, ...] = (
    "Sumarno",
    "Warsito",
    "Ngatini",
    "Budi Santosa",
    "Kasmi",
    "Tri Handoko",
    "Sulastri",
    "Joko Purnomo",
    "Marsudi",
    "Endang Sri",
)
"""Names for the village heads without a persona, over and over."""

OFFICES: tuple[Office, ...] = (
    Office(
        account="tkpkd.sekretaris",
        name="Hesti Wulandari",
        position="Sekretaris TKPKD",
        role="secretariat",
        organisation="tkpkd",
    ),
    Office(
        account="perkim.pendamping",
        name="Bagas Prasetyo",
        position="Pendamping Dinas Perumahan",
        role="mentor",
        organisation="perkim",
        villages=(1, 2),
    ),
    Office(
        account="dinsos.pendamping",
        name="Dini Kusumawati",
        position="Pendamping Dinas Sosial",
        role="mentor",
        organisation="dinsos",
        villages=(1, 2),
    ),
    Office(
        account="baznas.petugas",
        name="Fauzan Hidayat",
        position="Petugas Baznas",
        role="partner_officer",
        organisation="baznas",
    ),
    Office(
        account="merapi-susu.csr",
        name="Clara Setyaningrum",
        position="Petugas CSR PT Merapi Susu Makmur",
        role="partner_officer",
        organisation="pt-merapi-susu",
    ),
    Office(
        account="sinar-serat.csr",
        name="Yosef Kurniadi",
        position="Petugas CSR PT Sinar Serat Lestari",
        role="partner_officer",
        organisation="pt-sinar-serat",
    ),
    Office(
        account="merbabu.kkn",
        name="Ratih Andayani",
        position="Koordinator KKN Universitas Merbabu",
        role="partner_officer",
        organisation="univ-merbabu",
    ),
    Office(
        account="karang-taruna.ketua",
        name="Eko Wijanarko",
        position="Ketua Karang Taruna",
        role="partner_officer",
        organisation="karang-taruna",
    ),
    Office(
        account="desa-1.operator",
        name="Sari Lestari",
        position="Operator desa",
        role="village_operator",
        organisation="desa-1",
        villages=(1,),
    ),
    Office(
        account="desa-1.kepala",
        name="Suroto",
        position="Kepala desa",
        role="village_head",
        organisation="desa-1",
        villages=(1,),
    ),
    Office(
        account="desa-1.bpd",
        name="Endang Sulastri",
        position="Ketua BPD",
        role="bpd_chair",
        organisation="desa-1",
        villages=(1,),
    ),
    Office(
        account="desa-2.operator",
        name="Wahyu Nugroho",
        position="Operator desa",
        role="village_operator",
        organisation="desa-2",
        villages=(2,),
    ),
    Office(
        account="kpmd.pemantau",
        name="Titik Rahayu",
        position="Kader pemantau desa",
        role="monitor",
        organisation="pkk",
        villages=(1, 2),
    ),
    Office(
        account="pengaduan.petugas",
        name="Agung Wibisono",
        position="Petugas pengaduan",
        role="complaint_officer",
        organisation="tkpkd",
    ),
    Office(
        account="inspektorat.auditor",
        name="Ratna Maheswari",
        position="Auditor Inspektorat",
        role="auditor",
        organisation="inspektorat",
    ),
    Office(
        account="diskominfo.pdp",
        name="Laksmi Puspita",
        position="Pejabat pelindungan data pribadi",
        role="data_protection_officer",
        organisation="diskominfo",
    ),
    Office(
        account="diskominfo.admin",
        name="Rizal Mahendra",
        position="Administrator",
        role="administrator",
        organisation="diskominfo",
    ),
)

"""Kinds of organisation, and the helix each stands in.

Seed texts count five helixes; Baznas and its kin are kept apart as a sixth, `philanthropy`, and
five-helix reports fold it into `community` (`FIVE`).
Source: Laboratorium Kemiskinan, Kabupaten Pekalongan.
"""

from typing import Literal, TypeAlias, get_args

Helix: TypeAlias = Literal[
    "district_government",
    "village_government",
    "private_sector",
    "university",
    "community",
    "philanthropy",
]

HELIXES: tuple[Helix, ...] = get_args(Helix)

HELIX_LABELS: dict[Helix, str] = {
    "district_government": "Pemerintah kabupaten",
    "village_government": "Pemerintah desa",
    "private_sector": "Dunia usaha",
    "university": "Perguruan tinggi",
    "community": "Masyarakat",
    "philanthropy": "Filantropi",
}

FIVE: dict[Helix, Helix] = {
    "district_government": "district_government",
    "village_government": "village_government",
    "private_sector": "private_sector",
    "university": "university",
    "community": "community",
    "philanthropy": "community",
}

OrgType: TypeAlias = Literal[
    "perangkat_daerah",
    "bagian_setda",
    "kecamatan",
    "pemerintah_desa",
    "kelurahan",
    "company",
    "csr_forum",
    "baznas",
    "laz",
    "upz",
    "university",
    "community_group",
    "religious_org",
    "media",
    "central_agency",
    "province_agency",
    "legislature",
    "auditor",
]

ORG_TYPES: tuple[OrgType, ...] = get_args(OrgType)

ORG_TYPE_LABELS: dict[OrgType, str] = {
    "perangkat_daerah": "Perangkat daerah",
    "bagian_setda": "Bagian pada Sekretariat Daerah",
    "kecamatan": "Kecamatan",
    "pemerintah_desa": "Pemerintah desa",
    "kelurahan": "Kelurahan",
    "company": "Perusahaan",
    "csr_forum": "Forum CSR",
    "baznas": "Baznas",
    "laz": "Lembaga Amil Zakat",
    "upz": "Unit Pengumpul Zakat",
    "university": "Perguruan tinggi",
    "community_group": "Kelompok masyarakat",
    "religious_org": "Organisasi keagamaan",
    "media": "Media",
    "central_agency": "Instansi pusat",
    "province_agency": "Instansi provinsi",
    "legislature": "DPRD",
    "auditor": "Aparat pengawas",
}

DEFAULT_HELIXES: dict[OrgType, Helix] = {
    "perangkat_daerah": "district_government",
    "bagian_setda": "district_government",
    "kecamatan": "district_government",
    "pemerintah_desa": "village_government",
    "kelurahan": "village_government",
    "company": "private_sector",
    "csr_forum": "private_sector",
    "baznas": "philanthropy",
    "laz": "philanthropy",
    "upz": "philanthropy",
    "university": "university",
    "community_group": "community",
    "religious_org": "community",
    "media": "community",
    "central_agency": "district_government",
    "province_agency": "district_government",
    "legislature": "district_government",
    "auditor": "district_government",
}

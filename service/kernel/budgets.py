"""Words of the village budget (APBDes): versions, fund sources, and what a village answers.

Source: Permendagri 20/2018 (APBDes, perubahan); Siskeudes (sumber dana).
"""

from typing import Literal, TypeAlias

BudgetKind: TypeAlias = Literal["original", "amended"]

BUDGET_KIND_LABELS: dict[BudgetKind, str] = {
    "original": "APBDes murni",
    "amended": "APBDes perubahan",
}

FundSource: TypeAlias = Literal["DD", "ADD", "PBH", "PBK", "PBP", "PAD", "DLL"]

FUND_SOURCE_LABELS: dict[FundSource, str] = {
    "DD": "Dana Desa",
    "ADD": "Alokasi Dana Desa",
    "PBH": "Bagi hasil pajak dan retribusi",
    "PBK": "Bantuan keuangan kabupaten/kota",
    "PBP": "Bantuan keuangan provinsi",
    "PAD": "Pendapatan asli desa",
    "DLL": "Lain-lain",
}

Answer: TypeAlias = Literal["funded", "declined", "handed_over"]

BUDGET_ANSWER_LABELS: dict[Answer, str] = {
    "funded": "Didanai APBDes",
    "declined": "Tidak didanai",
    "handed_over": "Diserahkan kepada mitra",
}

Change: TypeAlias = Literal["added", "removed", "increased", "reduced", "reworded", "same"]

CHANGE_LABELS: dict[Change, str] = {
    "added": "Baru",
    "removed": "Dihapus",
    "increased": "Bertambah",
    "reduced": "Berkurang",
    "reworded": "Uraian berubah",
    "same": "Tetap",
}

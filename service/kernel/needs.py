"""What a poor household can lack, and the four ways of a regency to answer it.

Source: need list of the Jawa Tengah mentors (SIKSDJ, Purworejo 2024); the four strategies of
the poverty coordination teams (TKPKD).
"""

from typing import Literal, TypeAlias, get_args

Strategy: TypeAlias = Literal[
    "reduce_expenditure_burden",
    "raise_capability_and_income",
    "sustain_micro_small_business",
    "synergise_measures",
]

STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)

STRATEGY_LABELS: dict[Strategy, str] = {
    "reduce_expenditure_burden": "Mengurangi beban pengeluaran",
    "raise_capability_and_income": "Peningkatan kemampuan dan pendapatan",
    "sustain_micro_small_business": "Menjamin keberlanjutan usaha mikro kecil",
    "synergise_measures": "Mensinergikan langkah-langkah",
}

NeedType: TypeAlias = Literal[
    "low_expenditure",
    "housing",
    "sanitation",
    "clean_water",
    "electricity",
    "unemployment",
    "out_of_school",
    "disability",
    "health_insurance",
    "chronic_illness",
    "stunting_risk",
    "food",
    "elderly_alone",
    "id_document",
    "business_capital",
    "skills",
    "land_title",
    "livelihood",
]

NEEDS: tuple[NeedType, ...] = get_args(NeedType)

NEED_LABELS: dict[NeedType, str] = {
    "low_expenditure": "Pengeluaran di bawah garis kemiskinan ekstrem",
    "housing": "Rumah tidak layak huni",
    "sanitation": "Jamban",
    "clean_water": "Air bersih",
    "electricity": "Sambungan listrik",
    "unemployment": "Pekerjaan",
    "out_of_school": "Anak tidak sekolah",
    "disability": "Penyandang disabilitas",
    "health_insurance": "Jaminan kesehatan",
    "chronic_illness": "Penyakit menahun",
    "stunting_risk": "Risiko stunting",
    "food": "Pangan",
    "elderly_alone": "Lansia tinggal sendiri",
    "id_document": "Dokumen kependudukan",
    "business_capital": "Modal usaha",
    "skills": "Keterampilan kerja",
    "land_title": "Sertifikat tanah",
    "livelihood": "Sarana bertani, beternak, atau melaut",
}

DEFAULT_STRATEGIES: dict[NeedType, Strategy] = {
    "low_expenditure": "reduce_expenditure_burden",
    "housing": "reduce_expenditure_burden",
    "sanitation": "reduce_expenditure_burden",
    "clean_water": "reduce_expenditure_burden",
    "electricity": "reduce_expenditure_burden",
    "unemployment": "raise_capability_and_income",
    "out_of_school": "raise_capability_and_income",
    "disability": "reduce_expenditure_burden",
    "health_insurance": "reduce_expenditure_burden",
    "chronic_illness": "reduce_expenditure_burden",
    "stunting_risk": "reduce_expenditure_burden",
    "food": "reduce_expenditure_burden",
    "elderly_alone": "reduce_expenditure_burden",
    "id_document": "synergise_measures",
    "business_capital": "sustain_micro_small_business",
    "skills": "raise_capability_and_income",
    "land_title": "raise_capability_and_income",
    "livelihood": "raise_capability_and_income",
}

BOUND_TO_THE_HOUSE: frozenset[NeedType] = frozenset(
    {"housing", "sanitation", "clean_water", "electricity", "land_title"}
)
"""Needs that a household leaves behind when it moves: the new house must be looked at again."""

"""What the parts of a statement are called, wherever it is shown."""

from collections.abc import Callable, Mapping
from typing import Any

from service.aggregates.commitment_events import FORM_LABELS
from service.aggregates.fund_events import FUND_TYPE_LABELS
from service.kernel.needs import NEED_LABELS, STRATEGY_LABELS
from service.kernel.valuations import VALUATION_LABELS
from service.projections import funds, partners, programmes
from service.projections.contribution_parts import IN_KIND, SEVERAL, UNFUNDED, By, Span
from service.projections.contributions import Credit
from service.projections.sentences import place_names
from service.regency import Regency

HEADINGS: dict[By, str] = {
    "source": "Sumber dana",
    "form": "Uang, barang, dan jasa",
    "strategy": "Strategi",
    "need": "Kebutuhan",
    "programme": "Program",
    "kecamatan": "Kecamatan",
    "village": "Desa",
    "partner": "Penyandang dana",
    "all": "Seluruhnya",
}
SPANS: dict[Span, str] = {
    "opening": "Sampai awal periode",
    "period": "Dalam periode",
    "closing": "Sampai akhir periode",
}
BREAKDOWNS: dict[By | Credit, str] = {
    "source": "Menurut sumber dana",
    "form": "Menurut uang, barang, dan jasa",
    "strategy": "Menurut strategi",
    "need": "Menurut kebutuhan",
    "programme": "Menurut program",
    "village": "Menurut desa",
    "broker": "Sebagai perantara, menurut penyandang dana",
    "implementer": "Sebagai pelaksana, menurut penyandang dana",
}
"""What stands above the parts of a statement."""
SOURCES: dict[str, str] = {
    IN_KIND: "Barang atau jasa tanpa dana",
    UNFUNDED: "Belum ada sumber dananya",
    SEVERAL: "Beberapa sumber, tidak dapat dipisah",
}
COLUMNS: dict[str, str] = {
    "committed_rupiah": "Komitmen",
    "allocated_rupiah": "Alokasi",
    "disbursed_rupiah": "Penyaluran",
    "delivered_rupiah": "Serah terima",
    "verified_rupiah": "Verifikasi",
}
"""The five numbers, in their order."""


class Words:
    """What slugs and codes are called, as of now."""

    def __init__(self, regency: Regency) -> None:
        regency.engine.catch_up("partners", "programmes", "funds")
        with regency.pool.connection() as conn:
            self._partners = partners.names(conn, regency.schema)
            self._programmes = programmes.names(conn, regency.schema)
            self._funds = funds.headings(conn, regency.schema)
        self._places = place_names(regency.code)

    def of(self, by: By, key: str) -> str:
        """Return what one part of a statement is called."""
        tables: dict[By, Callable[[str], str]] = {
            "source": self._source,
            "form": _form,
            "strategy": lambda code: _label(STRATEGY_LABELS, code),
            "need": lambda code: _label(NEED_LABELS, code),
            "programme": self.programme,
            "village": self.village,
            "kecamatan": self.village,
            "partner": self.partner,
            "all": lambda _: HEADINGS["all"],
        }
        return tables[by](key)

    def partner(self, slug: str) -> str:
        """Return what a partner is called."""
        known = self._partners.get(slug)
        return known[-1][1] if known else slug

    def programme(self, slug: str) -> str:
        """Return what a programme is called."""
        known = self._programmes.get(slug)
        return known[-1][1] if known else slug

    def village(self, code: str) -> str:
        """Return what a village is called."""
        return self._places.get(code, code)

    def _source(self, key: str) -> str:
        kind, _, name = key.partition(":")
        if kind == "budget":
            return f"Anggaran {name}"
        if kind != "fund":
            return SOURCES[key]
        if name not in self._funds:
            return name
        told = self._funds[name]
        return f"{FUND_TYPE_LABELS[told.fund_type]} {told.fiscal_year} ({name})"


def _form(key: str) -> str:
    form, _, valuation = key.partition(":")
    told = _label(FORM_LABELS, form)
    if not valuation:
        return told
    how = _label(VALUATION_LABELS, valuation)
    return f"{told}, {how[:1].lower()}{how[1:]}"


def _label(labels: Mapping[Any, str], code: str) -> str:
    return labels.get(code, code)

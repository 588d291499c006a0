"""How goods and services were given a value in rupiah."""

from typing import Literal, TypeAlias

Valuation: TypeAlias = Literal["invoice", "standard_price", "stated"]

VALUATION_LABELS: dict[Valuation, str] = {
    "invoice": "Menurut faktur",
    "standard_price": "Menurut standar harga",
    "stated": "Menurut pernyataan pemberi",
}

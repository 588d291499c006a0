"""Money is whole rupiah: no sen, no floats, no other currency.

The unit is in every name (`amount_rupiah`), so it is in the stored JSON, the API and the SQL too.
"""

from typing import Annotated, TypeAlias

from msgspec import Meta

MOST_RUPIAH = 1_000_000_000_000_000

Rupiah: TypeAlias = Annotated[int, Meta(ge=0, le=MOST_RUPIAH, description="Whole rupiah.")]
SomeRupiah: TypeAlias = Annotated[
    int, Meta(gt=0, le=MOST_RUPIAH, description="Whole rupiah, at least one.")
]
SignedRupiah: TypeAlias = Annotated[
    int, Meta(ge=-MOST_RUPIAH, le=MOST_RUPIAH, description="Whole rupiah; negative takes away.")
]

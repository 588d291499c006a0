"""What a partner gives, in the five numbers that are always told together."""

from msgspec import Struct


class Five(Struct, frozen=True, kw_only=True):
    """Promised, set aside, paid out, handed over, seen by a third party: never one number."""

    committed_rupiah: int = 0
    allocated_rupiah: int = 0
    disbursed_rupiah: int = 0
    delivered_rupiah: int = 0
    verified_rupiah: int = 0

    def plus(self, other: "Five") -> "Five":
        """Return the sums."""
        return Five(
            **{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__}
        )

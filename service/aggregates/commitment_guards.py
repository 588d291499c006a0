"""What every decision about a promise asks first: is there one, and is it still open?"""

from datetime import date
from typing import Any, ClassVar

from msgspec.structs import asdict

from service.aggregates.commitment_events import Terms
from service.aggregates.commitment_state import CommitmentState
from service.kernel.guards import require_happened
from service.kernel.refusals import Refused


class NotPromised(Refused):
    """Belum ada komitmen di sini."""

    way_out: ClassVar[str] = "Catat komitmennya lebih dahulu."


class CommitmentEnded(Refused):
    """Komitmen ini sudah berakhir."""

    way_out: ClassVar[str] = "Buat komitmen baru bila bantuan masih akan diberikan."


class MoreThanPromised(Refused):
    """Jumlah ini melebihi yang dijanjikan."""

    way_out: ClassVar[str] = "Kurangi jumlahnya, atau tambah dulu komitmennya."


class UnknownEntry(Refused):
    """Catatan yang dimaksud tidak ada pada komitmen ini."""

    way_out: ClassVar[str] = "Periksa kembali nomor catatannya."


class GuardedCommitment(CommitmentState, frozen=True):
    """What the decisions share."""

    def _made(self, *, on: date, today: date) -> dict[str, Any]:
        """Return what every event of the promise carries, once there is a promise."""
        if self.terms is None or not self.is_made:
            raise NotPromised
        return self._carried(self.terms, on=on, today=today)

    def _open(self, *, on: date, today: date) -> dict[str, Any]:
        """Return the same, unless the promise has ended."""
        carried = self._made(on=on, today=today)
        if self.ended:
            raise CommitmentEnded(how=self.ended)
        return carried

    def _carried(self, terms: Terms, *, on: date, today: date) -> dict[str, Any]:
        require_happened(on, today=today)
        return {"occurred_on": on, **asdict(terms)}


def require_within(amount_rupiah: int, left_rupiah: int, rule: type[Refused]) -> None:
    """Refuse, by the rule given, an amount that is more than what is left."""
    if amount_rupiah > left_rupiah:
        raise rule(asked_rupiah=amount_rupiah, left_rupiah=left_rupiah)

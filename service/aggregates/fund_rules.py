"""What a fund refuses, and the tables it judges by: the amil's share, and what may become what."""

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from service.aggregates.fund_events import FundType, Restriction
from service.kernel.refusals import Refused

AMIL_SHARES: dict[FundType, Fraction] = {
    "zakat": Fraction(1, 8),
    "infak": Fraction(1, 5),
    "sedekah": Fraction(1, 5),
}
"""The most that the amil may take of what came in."""

TRANSFERS: Mapping[FundType, tuple[FundType, ...]] = {
    "zakat": ("zakat",),
    "infak": ("infak",),
    "sedekah": ("sedekah",),
    "amil": ("amil",),
    "csr": ("csr", "apbdes", "community", "university"),
    "apbn": ("apbn", "apbd_province", "apbd_regency", "apbdes"),
    "apbd_province": ("apbd_province", "apbd_regency", "apbdes"),
    "apbd_regency": ("apbd_regency", "apbdes", "community"),
    "apbdes": ("apbdes", "community"),
    "university": ("university", "community"),
    "community": ("community", "apbdes"),
}
"""Of which kind the fund may be that money is handed to.

What is given for God stays what it is, whoever holds it: zakat goes to the eight asnaf (Quran
9:60; UU 23/2011, article 25), infak and sedekah are booked apart (PSAK 409), and the amil's share,
once taken, is the amil's own (a UPZ's operating share comes from there). Public money runs down:
from the centre to the province, the regency and the village (transfers, bantuan keuangan), and
from there to groups of citizens (hibah), never up. A company's or a community's gift to a village
is the village's income from third parties (UU 6/2014, article 72) and stands in its APBDes.
"""


class FundKnown(Refused):
    """Dana ini sudah dibuka."""

    way_out: ClassVar[str] = "Tambahkan penerimaan pada dana yang ada."


class UnknownFund(Refused):
    """Dana ini belum dibuka."""

    way_out: ClassVar[str] = "Buka dananya lebih dahulu beserta dokumen dasarnya."


class MoreThanAvailable(Refused):
    """Jumlah ini melebihi dana yang tersedia."""

    way_out: ClassVar[str] = "Kurangi jumlahnya, atau catat penerimaan dananya lebih dahulu."


class AsnafMissing(Refused):
    """Penyaluran zakat harus menyebut asnaf."""

    way_out: ClassVar[str] = "Pilih asnaf penerima, misalnya fakir atau miskin."


class AmilIsNoRecipient(Refused):
    """Hak amil tidak diambil melalui komitmen."""

    way_out: ClassVar[str] = "Catat sebagai pengambilan hak amil, paling banyak seperdelapan zakat."


class AmilNotDue(Refused):
    """Dari jenis dana ini tidak ada hak amil."""

    way_out: ClassVar[str] = "Hak amil hanya diambil dari zakat, infak, dan sedekah."


class AmilTooMuch(Refused):
    """Hak amil ini melebihi batasnya."""

    way_out: ClassVar[str] = "Kurangi jumlahnya sampai batas yang disebut."


class OtherOwner(Refused):
    """Dana ini milik mitra lain."""

    way_out: ClassVar[str] = "Pilih dana milik mitra yang berjanji."


class OtherYear(Refused):
    """Dana ini untuk tahun anggaran lain."""

    way_out: ClassVar[str] = "Pilih dana tahun anggaran yang sama dengan komitmennya."


class OutsideRestriction(Refused):
    """Dana terikat ini tidak diperuntukkan bagi program atau desa ini."""

    way_out: ClassVar[str] = "Pilih dana yang tidak terikat, atau program dan desa yang disebut."


class FundIsClosed(Refused):
    """Buku dana ini sudah ditutup."""

    way_out: ClassVar[str] = "Pakai dana tahun berjalan; sisa dana ini sudah dialihkan ke sana."


class MoreThanReserved(Refused):
    """Jumlah ini melebihi yang disisihkan untuk komitmen tersebut."""

    way_out: ClassVar[str] = "Tambah alokasi komitmennya lebih dahulu."


class MoreThanSpent(Refused):
    """Pengembalian ini melebihi yang dibelanjakan untuk komitmen tersebut."""

    way_out: ClassVar[str] = "Periksa penyaluran yang dimaksud."


class FundOutOfBalance(Refused):
    """Koreksi ini membuat saldo dana menjadi kurang dari nol."""

    way_out: ClassVar[str] = "Koreksi lebih dahulu catatan yang bergantung padanya."


class GoodsNotValued(Refused):
    """Cara menilai barang dan nama barangnya harus diisi bersama."""

    way_out: ClassVar[str] = "Isi keduanya untuk barang, atau kosongkan keduanya untuk uang."


class SameFund(Refused):
    """Dana asal dan dana tujuan sama."""

    way_out: ClassVar[str] = "Pilih dana tujuan yang lain."


class KindsDontFit(Refused):
    """Dana jenis ini tidak boleh masuk ke dana tujuan itu."""

    way_out: ClassVar[str] = "Pilih dana tujuan dari jenis yang disebut."


class YearsDiffer(Refused):
    """Dana asal dan dana tujuan bukan dari tahun anggaran yang sama."""

    way_out: ClassVar[str] = "Pindahkan sisa tahun lalu dengan menutup buku dananya."


class RestrictionLost(Refused):
    """Dana terikat hanya boleh berpindah ke dana dengan ikatan yang sama atau lebih sempit."""

    way_out: ClassVar[str] = "Buka dana tujuan dengan ikatan yang sama, lalu pindahkan ke sana."


class UnknownTransfer(Refused):
    """Penyerahan dana ini tidak ada pada dana ini."""

    way_out: ClassVar[str] = "Pilih penyerahan yang tercatat pada dana ini."


class MoreThanReceived(Refused):
    """Pengembalian ini melebihi yang diterima dari penyerahan tersebut."""

    way_out: ClassVar[str] = "Kurangi jumlahnya sampai yang masih dipegang."


class FundYearRunning(Refused):
    """Tahun anggaran dana ini belum berakhir."""

    way_out: ClassVar[str] = "Tutup bukunya setelah tahun anggarannya berakhir."


class CarryOverUnclear(Refused):
    """Sisa dana harus dialihkan ke dana tahun berikutnya."""

    way_out: ClassVar[str] = (
        "Pilih dana tahun berikutnya milik mitra yang sama, berjenis dan berikatan sama; "
        "buka dahulu bila belum ada."
    )


def require_within(restriction: Restriction | None, *, programme: str, village: str) -> None:
    """Refuse what a bound fund may not go to.

    Raises:
        OutsideRestriction: with what the fund is bound to.
    """
    if restriction is None:
        return
    if programme in restriction.programmes and (
        not restriction.areas or _covers(restriction.areas, village)
    ):
        return
    raise OutsideRestriction(
        bound_to=restriction.purpose,
        programme=programme,
        village=village,
        programmes=list(restriction.programmes),
        areas=list(restriction.areas),
    )


def require_kept(given: Restriction | None, taken: Restriction | None) -> None:
    """Refuse to hand bound money to a fund that may go where the giver did not say.

    An unbound fund may be handed to a bound one: that only narrows it.

    Raises:
        RestrictionLost: with what must still hold.
    """
    if given is None:
        return
    keeps = (
        taken is not None
        and set(taken.programmes) <= set(given.programmes)
        and (
            not given.areas
            or (taken.areas and all(_covers(given.areas, area) for area in taken.areas))
        )
    )
    if not keeps:
        raise RestrictionLost(
            bound_to=given.purpose, programmes=list(given.programmes), areas=list(given.areas)
        )


def _covers(areas: tuple[str, ...], place: str) -> bool:
    return any(place == area or place.startswith(area + ".") for area in areas)

"""What a village meeting refuses, each for its own reason."""

from typing import ClassVar

from service.kernel.refusals import Refused


class MusdesKnown(Refused):
    """Musyawarah ini sudah tercatat."""

    way_out: ClassVar[str] = "Buka musyawarah yang sudah ada."


class MusdesKindUnfit(Refused):
    """Jenis musyawarah ini tidak sesuai dengan desa atau kelurahannya."""

    way_out: ClassVar[str] = (
        "Desa mengadakan musyawarah desa, kelurahan mengadakan musyawarah kelurahan; musyawarah "
        "khusus boleh pada keduanya."
    )


class SingleAgenda(Refused):
    """Musyawarah khusus membahas tepat satu agenda."""

    way_out: ClassVar[str] = (
        "Sisakan satu agenda, atau adakan musyawarah desa atau kelurahan biasa."
    )


class CorrectsNothing(Refused):
    """Berita acara yang hendak dibetulkan belum ditetapkan atau dari desa lain."""

    way_out: ClassVar[str] = (
        "Selama belum ditetapkan, ubah keputusannya pada musyawarah itu sendiri."
    )


class MusdesWithoutDay(Refused):
    """Hari musyawarah yang ditunda ini belum ditetapkan."""

    way_out: ClassVar[str] = "Tetapkan hari barunya, lalu catat kehadirannya."


class MusdesHasDay(Refused):
    """Hari musyawarah ini sudah ditetapkan."""

    way_out: ClassVar[str] = "Bila harinya berubah, tunda musyawarahnya dan sebutkan hari barunya."


class NobodyCame(Refused):
    """Daftar hadir masih kosong."""

    way_out: ClassVar[str] = "Isi yang hadir, atau tunda musyawarah bila tidak ada yang datang."


class QuorumImpossible(Refused):
    """Kuorum lebih besar daripada yang diundang."""

    way_out: ClassVar[str] = "Periksa jumlah undangan dan kuorumnya."


class NoQuorum(Refused):
    """Kuorum musyawarah belum tercapai."""

    way_out: ClassVar[str] = "Tunda musyawarah ke hari lain; keputusan tanpa kuorum tidak berlaku."


class MusdesNotOpen(Refused):
    """Daftar hadir musyawarah ini belum dicatat."""

    way_out: ClassVar[str] = "Catat kehadiran dan kuorumnya lebih dahulu."


class MusdesIsRatified(Refused):
    """Berita acara musyawarah ini sudah ditetapkan."""

    way_out: ClassVar[str] = (
        "Adakan musyawarah pembetulan; berita acara yang sudah ditetapkan tidak diubah."
    )


class MusdesNotRatified(Refused):
    """Berita acara musyawarah ini belum ditetapkan."""

    way_out: ClassVar[str] = "Putuskan setiap keluarga, lalu tetapkan berita acaranya."


class TooManyRows(Refused):
    """Keluarga yang ditampilkan terlalu banyak untuk satu berita acara."""

    way_out: ClassVar[str] = "Bagi menjadi beberapa musyawarah, misalnya menurut dusun."


class NotOfThisVillage(Refused):
    """Ada keluarga yang tidak tinggal di desa musyawarah ini."""

    way_out: ClassVar[str] = "Tampilkan hanya keluarga desa ini; muat ulang bila ada yang pindah."


class NothingShown(Refused):
    """Belum ada keluarga yang ditampilkan kepada musyawarah."""

    way_out: ClassVar[str] = "Tampilkan daftarnya lebih dahulu."


class RowNotShown(Refused):
    """Keluarga ini tidak ditampilkan kepada musyawarah."""

    way_out: ClassVar[str] = "Tampilkan keluarga itu kepada peserta, lalu putuskan."


class RowsUndecided(Refused):
    """Masih ada keluarga yang belum diputuskan."""

    way_out: ClassVar[str] = "Putuskan satu per satu, atau setujui sisanya yang sudah diverifikasi."


class RowsChanged(Refused):
    """Ada keluarga yang berubah setelah ditampilkan."""

    way_out: ClassVar[str] = "Tampilkan kembali keluarga itu, lalu putuskan menurut keadaan baru."


class RowsContradicted(Refused):
    """Ada keluarga dengan kesaksian bertentangan yang belum diputuskan."""

    way_out: ClassVar[str] = (
        "Putuskan pertentangannya dalam musyawarah ini, atau minta keluarga itu diperiksa ulang."
    )


class RatifierVerified(Refused):
    """Yang mengesahkan tidak boleh pemberi kesaksian atas keluarga yang disahkan."""

    way_out: ClassVar[str] = (
        "Undang musyawarah baru dengan pimpinan atau notulis lain, minta orang lain "
        "menandatangani, atau minta keluarga itu diperiksa ulang oleh petugas lain."
    )


class NotTheChair(Refused):
    """Ini wewenang pimpinan musyawarah."""

    way_out: ClassVar[str] = (
        "Di desa dipimpin ketua BPD, di kelurahan dipimpin lurah; mintalah yang bersangkutan."
    )


class SignedAlreadyBy(Refused):
    """Tanda tangan ini sudah tercatat."""

    way_out: ClassVar[str] = "Satu orang menandatangani satu kali, untuk satu kedudukan."


class SignatureNameless(Refused):
    """Nama penanda tangan belum diisi."""

    way_out: ClassVar[str] = "Isi nama seperti tertulis di bawah tanda tangan."


class SignaturesMissing(Refused):
    """Berita acara belum ditandatangani pimpinan musyawarah dan kepala desa."""

    way_out: ClassVar[str] = (
        "Lengkapi tanda tangan pimpinan dan kepala desa; di kelurahan, lurah dan notulis."
    )


class NotForwarded(Refused):
    """Berita acara ini belum diteruskan kepada penerima sebelumnya."""

    way_out: ClassVar[str] = "Teruskan kepada camat lebih dahulu, kemudian kepada Dinas Sosial."


class ForwardedAlready(Refused):
    """Berita acara ini sudah diteruskan kepada penerima itu."""

    way_out: ClassVar[str] = "Tunggu jawabannya; bila dikembalikan, betulkan lalu teruskan lagi."

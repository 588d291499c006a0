"""What can be wrong with a row of a list, in words a clerk can act on.

A problem keeps the row out (it waits in quarantine until somebody corrects or dismisses it); a
warning lets the row in and stays readable beside it. Codes never change: they are kept in events.

Source: the reasons the regencies' own lists fail (BPK on DTKS 2020: unreadable NIK and KK, the
same NIK twice, empty names) and what Excel does to sixteen digits.
"""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct


class Explanation(Struct, frozen=True):
    """One code as people read it.

    Args:
        title: what is wrong, one Indonesian sentence.
        way_out: what to do next, one Indonesian sentence.
    """

    title: str
    way_out: str


_RETYPE_NIK = "Cocokkan dengan KTP-el atau KK, lalu ketik ulang NIK-nya."
_RETYPE_KK = "Cocokkan dengan lembar KK, lalu ketik ulang nomornya."
_AS_TEXT = (
    "Ambil ulang nomornya dari file asal dengan kolom berformat Teks, bukan dari file yang "
    "pernah disimpan Excel sebagai angka."
)
_NAME_FROM_KTP = "Isi nama seperti tertulis di KTP-el atau KK."
_NOTHING_TO_DO = "Tidak perlu tindakan; periksa bila data lain juga meragukan."
_CHECK_VILLAGE = "Pilih desa atau kelurahan yang benar menurut kode wilayah Kemendagri."

PROBLEMS: Mapping[str, Explanation] = MappingProxyType(
    {
        "nik_not_16_digits": Explanation("NIK tidak terdiri atas 16 angka.", _RETYPE_NIK),
        "nik_same_digits": Explanation("NIK berisi angka yang sama semua.", _RETYPE_NIK),
        "nik_date_impossible": Explanation(
            "Tanggal lahir di dalam NIK tidak ada di kalender.", _RETYPE_NIK
        ),
        "nik_serial_zero": Explanation("Nomor urut di akhir NIK adalah 0000.", _RETYPE_NIK),
        "nik_province_zero": Explanation("Kode provinsi di awal NIK adalah 00.", _RETYPE_NIK),
        "nik_twice_in_family": Explanation(
            "NIK ini dipakai dua kali dalam satu keluarga.",
            "Tentukan baris yang benar, lalu perbaiki atau abaikan baris yang lain.",
        ),
        "kk_not_16_digits": Explanation("Nomor KK tidak terdiri atas 16 angka.", _RETYPE_KK),
        "kk_same_digits": Explanation("Nomor KK berisi angka yang sama semua.", _RETYPE_KK),
        "kk_serial_zero": Explanation("Nomor urut di akhir nomor KK adalah 0000.", _RETYPE_KK),
        "kk_province_zero": Explanation("Kode provinsi di awal nomor KK adalah 00.", _RETYPE_KK),
        "excel_precision_loss": Explanation(
            "Angka terakhir NIK atau nomor KK hilang karena Excel menyimpannya sebagai bilangan.",
            _AS_TEXT,
        ),
        "name_empty": Explanation("Nama kosong.", _NAME_FROM_KTP),
        "name_with_digits": Explanation("Nama berisi angka.", _NAME_FROM_KTP),
        "birth_date_impossible": Explanation(
            "Tanggal lahir tidak ada di kalender atau tidak terbaca.",
            "Isi tanggal lahir sebagai tanggal/bulan/tahun, misalnya 04/11/1979.",
        ),
        "decile_out_of_range": Explanation(
            "Desil bukan angka 1 sampai 10.", "Isi desil 1 sampai 10, atau kosongkan."
        ),
        "village_unknown": Explanation(
            "Desa atau kelurahan ini tidak ada di kecamatan tersebut.", _CHECK_VILLAGE
        ),
        "village_ambiguous": Explanation(
            "Ada lebih dari satu desa atau kelurahan dengan nama ini.", _CHECK_VILLAGE
        ),
        "outside_regency": Explanation(
            "Baris ini milik kabupaten atau kota lain.",
            "Abaikan baris ini, atau perbaiki kabupaten/kotanya bila salah tulis.",
        ),
        "unrecognisable": Explanation(
            "Baris ini tidak punya NIK, nomor KK, maupun alamat.",
            "Isi paling sedikit satu di antara NIK, nomor KK, dan alamat.",
        ),
        "nik_twice_on_list": Explanation(
            "NIK ini sudah ada di baris lain pada daftar yang sama.",
            "Tentukan baris yang benar, lalu perbaiki atau abaikan baris yang lain.",
        ),
        "kk_twice_on_list": Explanation(
            "Nomor KK ini sudah ada di baris lain pada berkas keluarga yang sama.",
            "Tentukan baris yang benar, lalu perbaiki atau abaikan baris yang lain.",
        ),
        "nik_registered_elsewhere": Explanation(
            "NIK ini sudah terdaftar pada keluarga lain.",
            "Buka keluarga itu; catat perpindahan anggota, atau perbaiki NIK bila salah ketik.",
        ),
        "household_closed": Explanation(
            "Keluarga dengan nomor KK ini sudah ditutup.",
            "Buka kembali keluarganya bila penutupan itu keliru, lalu proses lagi baris ini.",
        ),
        "cell_is_formula": Explanation(
            "Nama atau alamat berisi rumus, bukan isinya.",
            "Salin kolom itu sebagai nilai (tempel khusus: nilai) di file asal.",
        ),
        "village_only_bps": Explanation(
            "Baris ini hanya menyebut desanya dengan kode BPS.",
            "Sertakan nama kecamatan dan desa; kode BPS tidak sama dengan kode Kemendagri.",
        ),
        "kk_unknown": Explanation(
            "Nomor KK ini belum terdaftar, jadi desilnya belum ada pemiliknya.",
            "Terima dahulu daftar yang memuat keluarganya, lalu simpan lagi baris ini.",
        ),
        "household_withdrawn": Explanation(
            "Keluarga ini hanya ada pada daftar yang sudah ditarik.",
            "Buka kembali keluarganya bila daftar baru ini benar, lalu proses lagi baris ini.",
        ),
        "row_ragged": Explanation(
            "Jumlah kolom atau tanda kutip baris ini tidak cocok dengan judul kolomnya.",
            "Hapus tanda pemisah atau baris baru yang terselip di dalam sel, lalu unggah lagi.",
        ),
        "row_unreadable": Explanation(
            "Baris ini berisi karakter yang tidak terbaca.",
            "Simpan ulang file asal sebagai CSV UTF-8, lalu unggah lagi.",
        ),
        "row_too_long": Explanation(
            "Baris ini terlalu panjang.",
            "Periksa tanda kutip atau baris baru yang hilang di file asal.",
        ),
        "cell_too_long": Explanation(
            "Salah satu sel baris ini terlalu panjang.", "Ringkas isi sel itu, lalu unggah lagi."
        ),
    }
)

DOUBLES: frozenset[str] = frozenset(
    {"nik_twice_in_family", "nik_twice_on_list", "kk_twice_on_list", "nik_registered_elsewhere"}
)
"""Problems of a row that is one too many: whoever it tells of is there already."""

AT_FAULT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *("nik_not_16_digits", "nik_same_digits", "nik_date_impossible"),
                *("nik_serial_zero", "nik_province_zero", "nik_twice_in_family"),
                *("nik_twice_on_list", "nik_registered_elsewhere"),
            ),
            ("nik",),
        ),
        **dict.fromkeys(
            (
                *("kk_not_16_digits", "kk_same_digits", "kk_serial_zero", "kk_province_zero"),
                *("kk_twice_on_list", "kk_unknown", "household_closed", "household_withdrawn"),
            ),
            ("kk_number",),
        ),
        "excel_precision_loss": ("nik", "kk_number"),
        "name_empty": ("name",),
        "name_with_digits": ("name",),
        "birth_date_impossible": ("birth_date",),
        "decile_out_of_range": ("decile", "decile_province", "decile_regency"),
        "village_unknown": ("village", "kecamatan"),
        "village_ambiguous": ("kecamatan", "village"),
        "village_only_bps": ("village", "village_bps"),
        "outside_regency": ("regency",),
        "unrecognisable": ("nik", "kk_number", "address"),
        "cell_is_formula": ("name", "address"),
    }
)
"""Which fields of a row a problem is about; what is about the whole row is missing."""


WARNINGS: Mapping[str, Explanation] = MappingProxyType(
    {
        "nik_missing": Explanation(
            "NIK kosong; orang ini dicatat dengan nomor sementara.",
            "Lengkapi NIK setelah perekaman di Dukcapil.",
        ),
        "nik_local_id": Explanation(
            "Nomor ini diawali 0, jadi nomor sementara desa dan bukan NIK.",
            "Lengkapi NIK setelah perekaman di Dukcapil.",
        ),
        "nik_ends_in_zero": Explanation(
            "NIK berakhir 0; bila file pernah disimpan Excel, angka terakhirnya mungkin hilang.",
            "Cocokkan dengan KTP-el atau KK saat kunjungan.",
        ),
        "nik_prefix_unknown": Explanation(
            "Enam angka pertama NIK bukan kode kecamatan yang dikenal sekarang.",
            "Wajar bila wilayahnya pernah dimekarkan; cocokkan dengan KTP-el saat kunjungan.",
        ),
        "nik_prefix_elsewhere": Explanation("NIK diterbitkan di kecamatan lain.", _NOTHING_TO_DO),
        "nik_birth_date_differs": Explanation(
            "Tanggal lahir berbeda dengan tanggal di dalam NIK.",
            "Wajar bila tanggal lahir pernah dibetulkan; cocokkan dengan KTP-el.",
        ),
        "nik_sex_differs": Explanation(
            "Jenis kelamin berbeda dengan yang tersirat di dalam NIK.",
            "Cocokkan dengan KTP-el atau KK.",
        ),
        "age_out_of_range": Explanation(
            "Umur di luar 0 sampai 120 tahun.", "Cocokkan tanggal lahir dengan KTP-el atau KK."
        ),
        "kk_local_id": Explanation(
            "Nomor ini diawali 0, jadi nomor sementara desa dan bukan nomor KK.",
            "Lengkapi nomor KK setelah keluarga ini memilikinya.",
        ),
        "kk_date_odd": Explanation(
            "Tanggal terbit di dalam nomor KK tidak ada di kalender.", _RETYPE_KK
        ),
        "list_says_gone": Explanation(
            "Daftar ini sendiri menyebut orangnya meninggal, pindah, atau tidak ditemukan.",
            "Dahulukan orang ini saat verifikasi.",
        ),
        "number_cell": Explanation(
            "NIK atau nomor KK disimpan sebagai bilangan, bukan teks; angka terakhirnya mungkin "
            "berubah.",
            "Cocokkan dengan KTP-el atau KK saat kunjungan.",
        ),
        "name_says_deceased": Explanation(
            "Nama memuat keterangan almarhum atau almarhumah.",
            "Periksa keberadaan orang ini saat verifikasi.",
        ),
        "sex_unreadable": Explanation(
            "Jenis kelamin tidak terbaca; dipakai yang tersirat di dalam NIK.", _NOTHING_TO_DO
        ),
        "relation_unreadable": Explanation(
            "Hubungan keluarga tidak terbaca; dicatat sebagai lainnya.",
            "Betulkan hubungan keluarganya saat verifikasi.",
        ),
        "assistance_unreadable": Explanation(
            "Keterangan bansos tidak terbaca; dianggap tidak menerima.",
            "Cocokkan dengan daftar penyaluran.",
        ),
        "two_heads": Explanation(
            "Keluarga ini punya lebih dari satu kepala keluarga.",
            "Periksa apakah dua keluarga tertulis dengan satu nomor KK.",
        ),
        "family_in_two_villages": Explanation(
            "Anggota keluarga ini tertulis di lebih dari satu desa.",
            "Keluarga dicatat di desa kepala keluarganya; pindahkan bila tidak sesuai.",
        ),
    }
)


TYPED_DOUBTS: frozenset[str] = frozenset(
    {
        "nik_local_id",
        "nik_ends_in_zero",
        "nik_prefix_unknown",
        "nik_prefix_elsewhere",
        "nik_birth_date_differs",
        "nik_sex_differs",
        "age_out_of_range",
    }
)
"""Warnings about who somebody is, wherever that was written: in a list, or by hand."""


def explain(code: str) -> Explanation:
    """Return a problem or warning in words; a code no longer used explains itself by its name."""
    return PROBLEMS.get(code) or WARNINGS.get(code) or Explanation(code, "")

"""Words to invent people from. Given names common in Java, by sex and by generation.

Any person they happen to name is a coincidence: names are drawn at random, one word at a time.
"""

# ruff: noqa: SIM905  (word lists are read and kept as running text)

from collections.abc import Mapping
from types import MappingProxyType

from service.kernel.people import Sex

OLD: Mapping[Sex, tuple[str, ...]] = MappingProxyType(
    {
        "male": tuple(
            "Sukardi Suparmin Sutrisno Suyatno Wagiman Paimin Ngadimin Tukiman Saimin Kasiman "
            "Sugiyanto Suwarno Mulyono Parto Karto Marto Darmo Wiryo Kromo Joyo Sastro Wiji "
            "Slamet Sarno Rebo Poniman Legiman Kliwon Sakiman Tumino Jumadi Sarjono Suroto "
            "Samidi Ngatiman Giyono Sumardi Wakimin Sadimin Sunardi".split()
        ),
        "female": tuple(
            "Sukinem Tukinem Wagiyem Painem Ngatinem Saminem Kasinem Poniyem Legiyem Suparmi "
            "Sumarni Sutinah Wakinem Rubinem Paryati Suyatmi Sumiyati Mujiyem Tuminah Jumini "
            "Sarinem Ngadinem Giyem Sadinem Karsinem Partinah Rukmini Sulastri Suharti Kartini "
            "Warsiyem Samiyem Lasiyem Marsinah Ponirah Rusmini Surip Satinem Daliyem".split()
        ),
    }
)
MIDDLE: Mapping[Sex, tuple[str, ...]] = MappingProxyType(
    {
        "male": tuple(
            "Agus Joko Bambang Eko Budi Heri Supriyanto Widodo Wahyudi Haryanto Sri Teguh Tri "
            "Dwi Edi Hadi Purwanto Santoso Prasetyo Nugroho Setiawan Susilo Handoko Yulianto "
            "Sigit Triyono Maryono Rohmad Muhadi Ahmad Nur Suryadi Iswanto Margono Gunawan "
            "Mujiono Sutarno Kuncoro Raharjo Pramono".split()
        ),
        "female": tuple(
            "Sri Endang Siti Wahyuni Lestari Rahayu Ningsih Dwi Tri Yuni Nur Ani Wati Indah "
            "Sulistyowati Puji Handayani Suryani Murni Retno Widyastuti Purwanti Susanti Hartini "
            "Kusrini Aminah Khotimah Rohani Fatimah Umi Sumarsih Utami Mulyani Wulandari Astuti "
            "Setyowati Rini Yanti Kristiani Setiyani".split()
        ),
    }
)
YOUNG: Mapping[Sex, tuple[str, ...]] = MappingProxyType(
    {
        "male": tuple(
            "Muhammad Rizky Aditya Fajar Dimas Bagus Bayu Rafi Ilham Arif Yoga Galih Reza Farhan "
            "Daffa Akbar Pratama Saputra Ramadhan Wijaya Putra Kurniawan Hidayat Maulana Fauzan "
            "Alvaro Zidan Gilang Satria Wicaksono Raka Nugraha Firmansyah Azka Bima Rasya Danang "
            "Arya Yudha Haikal".split()
        ),
        "female": tuple(
            "Aulia Putri Nabila Anisa Dewi Intan Rahma Zahra Salsabila Kirana Ayu Nur Fitri "
            "Safitri Azizah Aisyah Khairunnisa Amelia Maharani Permata Citra Melati Wulan Novita "
            "Oktaviani Ramadhani Cantika Naura Alya Syifa Keisha Adelia Larasati Anggraini Puspita "
            "Nadhifa Tiara Kusuma Salma Hanifah".split()
        ),
    }
)
DUSUN = tuple(
    "Krajan Ngasem Karanganyar Sidorejo Tegalsari Kebonagung Ngemplak Gondang Tempel Pandean "
    "Jetis Kauman Bulu Sumberjo Wonosari Kedungrejo Gedongan Pucangan Sambirejo Ngrancang "
    "Mojorejo Tlogo Dukuhan Pilangsari Jambean Ringinsari Kalitengah Watulawang Randukuning "
    "Kembangan Salam Bandungan Brangkal Sendangsari Ploso Grenjeng Jurangjero Kragan".split()
)
FARM_WORK = ("Buruh tani", "Petani", "Buruh harian lepas", "Peternak", "Pekebun")
OTHER_WORK = (
    "Karyawan swasta",
    "Pedagang",
    "Tukang batu",
    "Sopir",
    "Wiraswasta",
    "Buruh pabrik",
    "Penjahit",
    "Pembantu rumah tangga",
)

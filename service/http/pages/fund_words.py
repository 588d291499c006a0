"""What the fields of forms about funds, UPZ and deposits are called, with their hints."""

OF_FUNDS: dict[tuple[str, str], tuple[str, str]] = {
    ("Open", "partner"): ("Pemilik dana", ""),
    ("Open", "amount_rupiah"): ("Saldo awal", "Kosongkan bila dana masih akan diisi."),
    ("Open", "fund"): ("Nama pendek", "Huruf kecil dan angka, tetap selamanya: zakat-2026."),
    ("Open", "valuation"): ("Dasar nilai barang", "Hanya bila saldo awalnya barang."),
    ("Restriction", "purpose"): (
        "Diperuntukkan bagi",
        "Dengan kata-kata pemberi; dibaca pemeriksa, jangan menyebut nama warga.",
    ),
    ("Restriction", "areas"): (
        "Desa atau kecamatan",
        "Kode wilayah, dipisah koma: 33.09.15, 33.09.16.2001. Kosongkan bila seluruh kabupaten.",
    ),
    ("Transfer", "document"): ("Nomor berita acara penyerahan", ""),
    ("Close", "document"): ("Nomor berita acara tutup buku", ""),
    ("Close", "to_fund"): ("Sisa masuk ke dana", "Kosongkan bila tidak ada sisa."),
    ("Appoint", "parent"): ("Baznas yang mengangkat", ""),
    ("Appoint", "since"): ("Masa tugas mulai", ""),
    ("Appoint", "until"): (
        "Masa tugas berakhir",
        "Hari pertama setelah masa tugas. Kosongkan untuk lima tahun.",
    ),
    ("Book", "document"): ("Nomor bukti setor (BSZ)", "Satu nomor hanya dibukukan sekali."),
    ("Book", "occurred_on"): ("Tanggal setor", "Kosongkan bila hari ini."),
    ("Collected", "fund"): ("Dana", ""),
    ("Credit", "source"): ("Berasal dari", "Bila dari mitra, misalnya perusahaan."),
    ("Credit", "valuation"): ("Dasar nilai barang", "Hanya bila yang masuk barang."),
}
"""By form and field; see `hint_words.THEIRS`."""

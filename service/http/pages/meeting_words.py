"""What fields of a village meeting are called, and their hints."""

OF_MEETINGS: dict[tuple[str, str], tuple[str, str]] = {
    ("Convene", "kind"): ("Jenis musyawarah", ""),
    ("Convene", "letter_number"): ("Nomor undangan", ""),
    ("Convene", "occurred_on"): ("Tanggal undangan", "Kosongkan bila hari ini."),
    ("Convene", "legal_basis"): ("Dasar hukum", "Satu baris satu dasar."),
    ("GivenOfficer", "account"): (
        "Akun",
        "Bila punya. Yang memverifikasi di lapangan tidak boleh mengesahkan.",
    ),
    ("GivenOfficer", "position"): ("Jabatan", "Misalnya Ketua BPD, Lurah, atau Sekretaris desa."),
    ("DecideOne", "reason"): ("Alasan dikeluarkan", "Wajib bila dikeluarkan."),
    ("DecideOne", "since"): ("Tanggal meninggal", "Wajib bila meninggal."),
    ("DecideOne", "survivor"): ("Keluarga yang tetap", "Nomor keluarga lain, bila ganda."),
    ("Postpone", "meets_on"): ("Hari yang baru", "Kosongkan bila belum ditetapkan."),
    ("SetDay", "meets_on"): ("Hari yang baru", ""),
    ("SetDay", "meets_at"): ("Pukul", "Kosongkan bila pukul yang sama."),
    ("GivenAttendee", "role"): ("Unsur", ""),
    ("GivenCount", "role"): ("Unsur", ""),
    ("GivenCount", "count"): ("Banyaknya orang", ""),
    ("Dissent", "words"): ("Isi keberatan", "Disimpan tersegel; banyaknya saja yang terbuka."),
    ("Dissent", "household"): ("Tentang keluarga", "Kosongkan bila tentang seluruhnya."),
    ("Ratify", "number"): ("Nomor berita acara", "Misalnya 140/07/BA/XI/2026."),
}
"""As `THEIRS` of `hint_words`."""

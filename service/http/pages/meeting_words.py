"""What fields are called on the forms about village meetings and corrections; see `words`."""

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "agenda": "Agenda",
    "answer": "Jawaban",
    "attendees": "Yang hadir, dengan nama",
    "better_off": "Bukti sudah mampu",
    "chair": "Pimpinan musyawarah",
    "corrects": "Membetulkan",
    "decision": "Keputusan",
    "invited": "Banyaknya undangan",
    "lists": "Daftar yang dibahas",
    "meets_at": "Pukul",
    "meets_on": "Hari musyawarah",
    "minute_taker": "Notulis",
    "of": "Jawaban dari",
    "others": "Yang hadir, dihitung saja",
    "place": "Tempat",
    "postponed_for": "Sebab ditunda",
    "quorum": "Kuorum",
    "represents": "Mewakili",
    "signer": "Sebagai",
    "taken": "Baris yang dibetulkan pemilik daftar",
}

HINTS: Mapping[str, str] = {
    "agenda": "Satu baris satu agenda.",
    "attendees": "Nama disimpan tersegel. Sisanya cukup dihitung di bawah.",
    "invited": "Sebanyak yang diundang.",
    "lists": "Kosongkan bila membahas hasil verifikasi saja.",
    "meets_at": "Misalnya 09:00.",
    "quorum": "Paling sedikit berapa orang harus hadir, misalnya dua pertiga undangan.",
    "represents": "Misalnya RT 001 RW 002 atau PKK; bukan nama orang.",
}

ONE: Mapping[str, str] = {
    "attendees": "Peserta",
    "others": "Unsur",
}

THEIRS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("Convene", "kind"): ("Jenis musyawarah", ""),
    ("Convene", "letter_number"): ("Nomor undangan", ""),
    ("Convene", "legal_basis"): ("Dasar hukum", "Satu baris satu dasar."),
    ("GivenOfficer", "account"): (
        "Akun",
        "Bila punya. Yang memverifikasi di lapangan tidak boleh mengesahkan.",
    ),
    ("GivenOfficer", "position"): ("Jabatan", "Misalnya Ketua BPD Klego."),
    ("Postpone", "meets_on"): ("Hari yang baru", "Kosongkan bila belum ditetapkan."),
    ("GivenAttendee", "role"): ("Unsur", ""),
    ("GivenCount", "role"): ("Unsur", ""),
    ("GivenCount", "count"): ("Banyaknya orang", ""),
    ("Dissent", "words"): ("Isi keberatan", "Disimpan tersegel; banyaknya saja yang terbuka."),
    ("Dissent", "household"): ("Tentang keluarga", "Kosongkan bila tentang seluruhnya."),
    ("Ratify", "number"): ("Nomor berita acara", "Misalnya 140/07/BA/XI/2026."),
    ("Sign", "name"): ("Nama", "Seperti tertulis di bawah tanda tangan."),
    ("Sign", "document"): (
        "Nomor arsip naskah bertanda tangan",
        "Hanya bila orang lain menandatangani di atas kertas.",
    ),
    ("Forward", "to"): ("Diteruskan kepada", "Camat lebih dahulu."),
    ("Answer", "letter_number"): ("Nomor surat jawaban", ""),
    ("Answer", "reason"): ("Alasan", "Wajib bila dikembalikan."),
    ("DecideOne", "reason"): ("Alasan dikeluarkan", "Wajib bila dikeluarkan."),
    ("DecideOne", "since"): ("Tanggal meninggal", "Wajib bila meninggal."),
    ("DecideOne", "survivor"): ("Keluarga yang tetap", "Nomor keluarga lain, bila ganda."),
    ("Return", "to"): ("Pemilik daftar", ""),
    ("AnswerCorrection", "outcome"): ("Jawaban", ""),
    ("AnswerCorrection", "letter_number"): ("Nomor surat jawaban", ""),
    ("AnswerCorrection", "reason"): ("Alasan", "Wajib bila tidak seluruhnya dibetulkan."),
}

WHY: Mapping[str, str] = {
    "count": "Banyaknya",
    "accounts": "Akun",
    "present": "Hadir",
    "quorum": "Kuorum",
    "invited": "Undangan",
    "number": "Nomor",
    "decision": "Keputusan",
    "removal": "Alasan",
    "signer": "Sebagai",
    "to": "Kepada",
    "sent": "Dikirim",
    "taken": "Dibetulkan",
}

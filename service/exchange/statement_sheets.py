"""A contribution statement as a workbook or as CSV: the summary, its parts, and every event."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from service.exchange.sheets import Cell, Sheet
from service.exchange.statement_words import COLUMNS, HEADINGS, SPANS, Words
from service.exchange.statements import Statement
from service.kernel.contributions import Five
from service.projections import sentences
from service.projections.attributions import Shared
from service.projections.contribution_parts import By, Entry, Part

_BY_SPAN = [f"{column}, {span.lower()}" for span in SPANS.values() for column in COLUMNS.values()]


def summary(made: Statement, words: Words) -> Sheet:
    """Return all of it: as funder, as broker and as implementer, never added up."""
    return Sheet(
        name="Ringkasan",
        marks=marks(made, words),
        titles=("Sebagai", "Waktu", *COLUMNS.values()),
        rows=[
            (label, span, *_five(getattr(part, name)))
            for label, part in (
                ("Penyandang dana", made.credits.funder),
                ("Perantara", made.credits.broker),
                ("Pelaksana", made.credits.implementer),
            )
            for name, span in SPANS.items()
        ],
    )


def workbook(made: Statement, words: Words, entries: Iterable[Entry]) -> list[Sheet]:
    """Return the sheets of a workbook: the summary, each breakdown, households, every event."""
    return [
        summary(made, words),
        *(_parts(one.by, HEADINGS[one.by], one.parts, words) for one in made.breakdowns),
        _parts("partner", "Perantara", made.brokered, words),
        _parts("partner", "Pelaksana", made.implemented, words),
        _households(made),
        lines(made, words, entries),
    ]


def lines(made: Statement, words: Words, entries: Iterable[Entry]) -> Sheet:
    """Return what each event of the period did, source by source; its position opens it."""
    return Sheet(
        name="Rincian",
        marks=marks(made, words),
        titles=(
            "Posisi",
            "Tanggal",
            "Komitmen",
            "Desa",
            "Kode desa",
            "Kebutuhan",
            "Program",
            "Sumber",
            *COLUMNS.values(),
        ),
        rows=_lines(words, entries),
    )


def marks(made: Statement, words: Words) -> Sequence[str]:
    """Return what stands on top of each table: whose it is, of which period, known when."""
    since, until = sentences.day(made.from_on), sentences.day(made.until_on - timedelta(days=1))
    return (
        f"Pernyataan kontribusi {words.partner(made.partner)}, {since} sampai {until}",
        f"Menurut catatan sampai posisi {made.position}. Sidik {made.name}",
        "Rupiah penuh. Kelima angka tidak dijumlahkan satu sama lain.",
    )


def _parts(by: By, name: str, parts: Sequence[Part], words: Words) -> Sheet:
    return Sheet(
        name=name,
        titles=("Kode", HEADINGS[by], *_BY_SPAN),
        rows=[
            (
                part.key,
                words.of(by, part.key),
                *_five(part.opening),
                *_five(part.period),
                *_five(part.closing),
            )
            for part in parts
        ],
    )


def _households(made: Statement) -> Sheet:
    def told(what: str, rows: Sequence[Shared]) -> list[Sequence[Cell]]:
        return [
            (what, one.partners, one.households, one.share, one.own_rupiah, one.all_rupiah)
            for one in rows
        ]

    return Sheet(
        name="Keluarga",
        titles=(
            "Yang dihitung",
            "Banyak mitra",
            "Keluarga",
            "Bagian mitra ini",
            "Nilai mitra ini",
            "Nilai semua mitra",
        ),
        rows=[
            *told("Menerima serah terima", made.helped),
            *told("Lulus sesudah dibantu", made.left_poverty),
        ],
    )


def _lines(words: Words, entries: Iterable[Entry]) -> Iterator[Sequence[Cell]]:
    for one in entries:
        yield (
            one.position,
            one.occurred_on,
            str(one.commitment),
            words.village(one.village),
            one.village,
            words.of("need", one.need),
            words.programme(one.programme),
            words.of("source", one.source),
            *(getattr(one, name) for name in COLUMNS),
        )


def _five(five: Five) -> Sequence[int]:
    return [getattr(five, name) for name in COLUMNS]

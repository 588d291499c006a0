"""The money as a plain-text journal that `hledger` reads, so that a stranger can add it up.

One transaction for each event that moves money, dated when it became true and with its position in
the log as its code. Money in funds is booked twice, as bookkeepers do. What is promised is no
money, so the five numbers are virtual postings, each under a top account of its own: they stand
side by side and are never added up.

    Dana:<fund>:Tersedia                    free
    Dana:<fund>:Disisihkan:<commitment>     set aside, not paid yet
    Disalurkan:<fund>:<commitment>          paid out
    Pemasukan:<kind>:<fund>                 came in from outside (below nought, as income is)
    Antardana:Amil:<fund>                   the amil's share, taken from this fund
    Antardana:Serah:<fund>                  handed on to other funds
    Antardana:Terima:<fund>                 received from other funds (below nought)
    Janji-1-Komitmen:<partner>:<commitment> … Janji-5-Verifikasi:<partner>:<commitment>

Over the whole regency `Antardana` is nought: what one fund hands on another receives, and only what
came in from outside is income, so a rupiah counts once along its way from UPZ to village.

No recipient is in it, nor a household, nor what somebody wrote. A journal holds what was known at a
position; `hledger -e DAY` then tells what was true before that day.

Source: hledger.org, journal format 1.25 (Debian 12).
"""

from collections.abc import Iterator
from typing import assert_never

from service.aggregates.commitment_events import FiveNumbers, MoneyEvent
from service.aggregates.fund_events import (
    FUND_TYPE_LABELS,
    AmilTaken,
    AnyFundEvent,
    FundClosed,
    FundCorrected,
    FundCredited,
    FundOpened,
    FundReceived,
    FundRefunded,
    FundReleased,
    FundReserved,
    FundRetrieved,
    FundReturned,
    FundSpent,
    FundTransferred,
)
from service.exchange.figures import system
from service.projections import money_positions
from service.regency import Regency

AT_ONCE = 2_000

PROMISES: dict[str, str] = {
    "committed": "Janji-1-Komitmen",
    "allocated": "Janji-2-Alokasi",
    "disbursed": "Janji-3-Penyaluran",
    "delivered": "Janji-4-Serah-terima",
    "verified": "Janji-5-Verifikasi",
}
"""The top account of each of the five numbers."""

WORDS: dict[str, str] = {
    "commitment.made": "Komitmen dibuat",
    "commitment.increased": "Komitmen ditambah",
    "commitment.reduced": "Komitmen dikurangi",
    "commitment.cancelled": "Komitmen dibatalkan",
    "commitment.lapsed": "Komitmen gugur",
    "commitment.transferred": "Komitmen dialihkan",
    "allocation.made": "Alokasi",
    "aid.disbursed": "Penyaluran",
    "aid.refunded": "Pengembalian",
    "aid.delivered": "Serah terima",
    "delivery.verified": "Verifikasi",
    "dispute.resolved": "Sanggahan diputuskan",
    "entry.corrected": "Koreksi catatan",
    "fund.opened": "Dana dibuka",
    "fund.credited": "Dana masuk",
    "amil.taken": "Hak amil",
    "fund.reserved": "Disisihkan",
    "fund.released": "Dibebaskan kembali",
    "fund.spent": "Dibayarkan dari dana",
    "fund.refunded": "Kembali ke dana",
    "fund.corrected": "Koreksi dana",
    "fund.transferred": "Diserahkan ke dana lain",
    "fund.received": "Diterima dari dana lain",
    "fund.returned": "Dikembalikan ke dana asal",
    "fund.retrieved": "Diterima kembali",
    "fund.closed": "Dana ditutup",
}
"""What each kind of event is called on its transaction."""


def written(regency: Regency, *, partner: str | None, position: int) -> Iterator[str]:
    """Yield a journal, some transactions at a time.

    Args:
        partner: whose funds, and whose promises as their funder; None is everybody's.
        position: the last event it knows.
    """
    upto = min(position, regency.engine.catch_up("funds", "contributions"))
    yield _head(regency.code, partner, upto)
    after = 0
    while True:
        with regency.reading(system(regency)) as conn:
            found = money_positions.find(
                conn, regency.schema, partner=partner, after=after, upto=upto, limit=AT_ONCE
            )
        if not found:
            return
        yield "".join(transaction(one.position, one.event) for one in regency.log.at(found))
        after = found[-1]


def transaction(position: int, event: AnyFundEvent | MoneyEvent) -> str:
    """Return one event as a transaction, empty if it moves nothing."""
    if isinstance(event, MoneyEvent):
        lines = [f"    ({account})  Rp {rupiah}" for account, rupiah in promised(event)]
    else:
        lines = [f"    {account}  Rp {rupiah}" for account, rupiah in booked(event)]
    if not lines:
        return ""
    title = f"{event.occurred_on.isoformat()} ({position}) {WORDS[event.tag]}"
    return "\n".join([f"{title}  ; peristiwa:{event.tag}", *lines, "", ""])


def promised(event: MoneyEvent) -> list[tuple[str, int]]:
    """Return what an event does to the five numbers of its promise."""
    return [
        (f"{PROMISES[number]}:{event.partner}:{event.commitment}", rupiah)
        for number in FiveNumbers.__struct_fields__
        if (rupiah := getattr(event.change, number))
    ]


def booked(event: AnyFundEvent) -> list[tuple[str, int]]:
    """Return what an event does to the accounts of its fund; they add up to nought."""
    source, target, rupiah = _moved(event)
    return [(source, -rupiah), (target, rupiah)] if rupiah else []


def _moved(event: AnyFundEvent) -> tuple[str, str, int]:  # noqa: PLR0911  (an answer a case)
    """Return from which account money went to which, and how much."""
    free, income = f"Dana:{event.fund}:Tersedia", f"Pemasukan:{event.fund_type}:{event.fund}"
    match event:
        case FundOpened() | FundCredited():
            return income, free, event.amount_rupiah
        case AmilTaken():
            return free, f"Antardana:Amil:{event.fund}", event.amount_rupiah
        case FundReserved():
            return free, _reserved(event), event.amount_rupiah
        case FundReleased():
            return _reserved(event), free, event.amount_rupiah
        case FundSpent():
            return _reserved(event), _spent(event), event.amount_rupiah
        case FundRefunded():
            return _spent(event), free, event.amount_rupiah
        case FundCorrected():
            return *_corrected(event, free, income), event.delta_rupiah
        case FundTransferred() | FundReceived() | FundReturned() | FundRetrieved() | FundClosed():
            return *_handed(event, free), event.amount_rupiah
    assert_never(event)


def _handed(
    event: FundTransferred | FundReceived | FundReturned | FundRetrieved | FundClosed, free: str
) -> tuple[str, str]:
    """Return from which account to which money went between two funds, as this one sees it."""
    sent, received = f"Antardana:Serah:{event.fund}", f"Antardana:Terima:{event.fund}"
    match event:
        case FundTransferred() | FundClosed():
            return free, sent
        case FundReceived():
            return received, free
        case FundReturned():
            return free, received
        case FundRetrieved():
            taken = f"Antardana:Amil:{event.fund}"
            return taken if event.cause == "amil" else sent, free
    assert_never(event)


def _corrected(event: FundCorrected, free: str, income: str) -> tuple[str, str]:
    match event.stage:
        case "credited":
            return income, free
        case "allocated":
            return free, _reserved(event)
        case "disbursed":
            return _reserved(event), _spent(event)
    assert_never(event.stage)


def _reserved(event: FundReserved | FundReleased | FundSpent | FundCorrected) -> str:
    return f"Dana:{event.fund}:Disisihkan:{event.commitment}"


def _spent(event: FundSpent | FundRefunded | FundCorrected) -> str:
    return f"Disalurkan:{event.fund}:{event.commitment}"


def _head(code: str, partner: str | None, upto: int) -> str:
    """Return what stands before the first transaction."""
    kinds = "".join(
        f"account Pemasukan:{kind}  ; type:R, jenis:{label}\n"
        for kind, label in FUND_TYPE_LABELS.items()
    )
    return (
        f"; Sanding, kabupaten {code}, {partner or 'semua mitra'}\n"
        f"; Yang diketahui sampai posisi {upto}. Kode transaksi adalah posisi peristiwanya.\n"
        "; hledger -e TANGGAL menghitung yang terjadi sebelum tanggal itu.\n"
        "decimal-mark ,\n"
        "commodity Rp 1.000,\n"
        "account Dana  ; type:A\n"
        "account Pemasukan  ; type:R\n"
        f"{kinds}"
        "account Disalurkan  ; type:X\n"
        "account Antardana  ; type:E\n\n"
    )

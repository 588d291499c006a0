"""The journal: hledger, which knows nothing of us, comes to the same sums at any date."""

from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from service.aggregates.commitment_events import MoneyEvent
from service.aggregates.commitment_state import AnyCommitmentEvent
from service.aggregates.fund_events import AnyFundEvent
from service.exchange import journal
from service.projections import commitments, contributions, funds
from service.projections.moment import NOW, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.bookkeeping import balances, hledger, written
from tests.support.fortunes import DAYS, FIRST, GIVERS, lived
from tests.support.promising import PARTNERS
from tests.support.read_models import reading
from tests.support.told import tell

MOVING = (
    *get_args(AnyFundEvent),
    *(kind for kind in get_args(AnyCommitmentEvent) if issubclass(kind, MoneyEvent)),
)


def of_funds(regency: Regency, moment: Moment) -> dict[str, int]:
    """Return what the read model says of every fund, by the accounts of a journal."""
    found: dict[str, int] = {}
    with reading(regency) as conn:
        for one in funds.find(conn, regency.schema, moment=moment, limit=1_000):
            found |= {
                f"Pemasukan:{one.fund_type}:{one.fund}": -one.credited_rupiah,
                f"Antardana:Amil:{one.fund}": one.amil_rupiah,
                f"Antardana:Serah:{one.fund}": one.sent_rupiah,
                f"Antardana:Terima:{one.fund}": -one.received_rupiah,
                f"Dana:{one.fund}:Tersedia": one.available_rupiah,
                f"Dana:{one.fund}:Disisihkan": one.reserved_rupiah,
                f"Disalurkan:{one.fund}": one.spent_rupiah,
            }
    return {account: rupiah for account, rupiah in found.items() if rupiah}


def of_promises(regency: Regency, moment: Moment) -> dict[str, int]:
    """Return the five numbers of every promise that was made by then, noughts too."""
    with reading(regency) as conn:
        return {
            f"{account}:{one.partner}:{one.commitment}": getattr(one, f"{number}_rupiah")
            for one in commitments.find(conn, regency.schema, moment=moment, limit=1_000)
            for number, account in journal.PROMISES.items()
        }


def totals(regency: Regency, moment: Moment) -> dict[str, int]:
    """Return the five numbers of the whole regency, by the top accounts of a journal."""
    with reading(regency) as conn:
        whole = contributions.totals(conn, regency.schema, moment=moment)
    return {
        account: getattr(whole, f"{number}_rupiah") for number, account in journal.PROMISES.items()
    }


def summed(told: dict[str, int], depth: int, *tops: str) -> dict[str, int]:
    """Return hledger's balances under some top accounts, added up to a depth."""
    found: dict[str, int] = {}
    for account, rupiah in told.items():
        parts = account.split(":")
        if parts[0] in tops:
            name = ":".join(parts[:depth])
            found[name] = found.get(name, 0) + rupiah
    return {account: rupiah for account, rupiah in found.items() if rupiah}


def assert_alike(regency: Regency, told: dict[str, int], moment: Moment) -> None:
    """Expect hledger's balances to be ours, fund by fund and promise by promise."""
    of_fund = summed(told, 3, "Dana", "Pemasukan", "Antardana") | summed(told, 2, "Disalurkan")
    assert of_fund == of_funds(regency, moment)
    for account, rupiah in of_promises(regency, moment).items():
        assert told.get(account, 0) == rupiah, account
    tops = summed(told, 1, *journal.PROMISES.values())
    assert tops == {name: rupiah for name, rupiah in totals(regency, moment).items() if rupiah}


@pytest.mark.parametrize("kind", MOVING, ids=lambda kind: kind.tag)
def test_every_event_that_moves_money_has_a_transaction(kind: type) -> None:
    """A new one would be missing from every stranger's sum."""
    sample = some.samples()[kind.tag]  # type: ignore[attr-defined]

    told = journal.transaction(7, sample)  # type: ignore[arg-type]

    assert told.startswith(f"{sample.occurred_on.isoformat()} (7) ")


@pytest.mark.parametrize("seed", [11, 12])
def test_hledger_comes_to_our_sums_for_ten_days_on_both_clocks(
    regency: Regency, tmp_path: Path, seed: int
) -> None:
    chance = lived(regency, seed, 220).chance
    head = regency.log.head()

    for position in (NOW, chance.randrange(head // 2, head)):
        book = written(tmp_path, journal.written(regency, partner=None, position=position))
        hledger(book, "check")
        assert_alike(regency, balances(book), Moment(position))
        for _ in range(5):
            day = FIRST + timedelta(days=chance.randrange(DAYS))
            told = balances(book, before=day + timedelta(days=1))
            assert_alike(regency, told, Moment(position, day))


def test_money_that_goes_from_fund_to_fund_is_income_once(regency: Regency, tmp_path: Path) -> None:
    lived(regency, 14, 160)

    told = balances(written(tmp_path, journal.written(regency, partner=None, position=NOW)))

    assert summed(told, 2, "Antardana").keys() >= {"Antardana:Serah", "Antardana:Terima"}
    assert summed(told, 1, "Antardana") == {}, "what one hands on another receives"


def test_a_partners_journal_holds_its_own_funds_and_promises_only(
    regency: Regency, tmp_path: Path
) -> None:
    lived(regency, 13, 80)
    whole = written(tmp_path, journal.written(regency, partner=None, position=NOW))
    everything = balances(whole)
    own: dict[str, int] = {}
    for partner in PARTNERS:
        parts = journal.written(regency, partner=partner, position=NOW)
        told = balances(written(tmp_path, parts))
        assert not own.keys() & told.keys()
        own |= told

    assert own == everything
    assert any(GIVERS[0] in account for account in own)


def test_no_recipient_and_no_reason_is_in_a_journal(regency: Regency) -> None:
    tell(regency, some.made(), some.increased(1_000_000))

    told = "".join(journal.written(regency, partner=None, position=NOW))

    assert str(some.COMMITMENT) in told
    assert str(some.HOUSEHOLD) not in told
    assert some.increased().reason not in told


def test_a_journal_is_read_in_parts_and_comes_out_whole(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(regency, some.made(), some.increased(), some.allocated(), some.disbursed())
    whole = "".join(journal.written(regency, partner=None, position=NOW))

    monkeypatch.setattr(journal, "AT_ONCE", 1)

    assert "".join(journal.written(regency, partner=None, position=NOW)) == whole

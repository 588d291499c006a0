"""How money comes together: UPZ that deposit every month, one that does not, and a way onwards.

    Baznas appoints → UPZ deposit → amil's share → handed on to an agency and a village

Bound infak waits for its own programme; last year's rest is carried over.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from msgspec import Struct

from service.application import Work
from service.commands import commitments, deposits, disbursements, funds, upzs
from service.commands.deposits import Collected
from service.demo import bootstrap
from service.kernel.months import months_later
from service.kernel.roles import Actor
from service.regency import Regency

MONTHS = 6
SILENT_AFTER = 4
"""A silent UPZ's last deposit lies so many months back."""


class Unit(Struct, frozen=True, kw_only=True):
    """A UPZ of the demo, and what it brings in a usual month.

    Args:
        years_ago: when it was appointed.
        silent: it has stopped.
    """

    slug: str
    host: str | None
    payers: int
    zakat_rupiah: int
    infak_rupiah: int
    sedekah_rupiah: int
    years_ago: int
    silent: bool = False


UNITS: tuple[Unit, ...] = (
    Unit(
        slug="upz-dinsos",
        host="dinsos",
        payers=46,
        zakat_rupiah=4_350_000,
        infak_rupiah=620_000,
        sedekah_rupiah=215_000,
        years_ago=2,
    ),
    Unit(
        slug="upz-perkim",
        host="perkim",
        payers=31,
        zakat_rupiah=2_875_000,
        infak_rupiah=410_000,
        sedekah_rupiah=0,
        years_ago=1,
        silent=True,
    ),
    Unit(
        slug="upz-masjid-agung",
        host=None,
        payers=128,
        zakat_rupiah=6_900_000,
        infak_rupiah=1_740_000,
        sedekah_rupiah=880_000,
        years_ago=5,
    ),
)


class Collections:
    """Lets Baznas collect, and hands some of it on."""

    def __init__(self, regency: Regency, cast: Mapping[str, Actor], today: date) -> None:
        self._regency = regency
        self._officer = cast["baznas.petugas"]
        self._secretary = cast["tkpkd.sekretaris"]
        self._today = today

    def tell(self, village: str) -> None:
        """Tell half a year of collecting.

        Args:
            village: code of the village that bound infak is for.
        """
        self._open(village)
        for unit in UNITS:
            self._appoint(unit)
            self._deposit(unit)
        self._hand_on()
        self._use(village)

    def _open(self, village: str) -> None:
        """Open what the money needs, last year's purse among it, and close that one."""
        year = self._today.year
        bound = funds.Restriction(
            purpose="Rumah layak huni bagi korban tanah longsor",
            programmes=("rtlh-baznas",),
            areas=(village[: len("33.09.15")],),
        )
        opened: Sequence[tuple[str, str, Any, int, int, Any]] = (
            ("sedekah-baznas", "baznas", "sedekah", year, 0, None),
            ("amil-baznas", "baznas", "amil", year, 0, None),
            ("infak-terikat-longsor", "baznas", "infak", year, 42_500_000, bound),
            ("infak-dinsos", "dinsos", "infak", year, 0, None),
            ("infak-desa-1", "desa-1", "infak", year, 0, None),
            (f"infak-baznas-{year - 1}", "baznas", "infak", year - 1, 18_250_000, None),
        )
        for slug, owner, kind, of, amount, restriction in opened:
            ask = funds.Open(
                fund=slug,
                partner=owner,
                fund_type=kind,
                fiscal_year=of,
                document=f"SK-{len(slug):02d}/{of}",
                amount_rupiah=amount,
                restriction=restriction,
                occurred_on=date(of, 1, 2),
            )
            self._do(self._secretary, f"fund {slug}", partial(funds.open_fund, ask=ask))
        closing = funds.Close(
            document=f"BA-TB/{year - 1}", to_fund="infak-baznas", occurred_on=self._today
        )
        self._do(
            self._officer,
            "close last year",
            partial(funds.close, fund=f"infak-baznas-{year - 1}", ask=closing),
        )

    def _appoint(self, unit: Unit) -> None:
        since = months_later(self._today, -12 * unit.years_ago)
        if unit.years_ago == 5:  # noqa: PLR2004  (its term ends within weeks)
            since += timedelta(days=40)
        ask = upzs.Appoint(
            upz=unit.slug,
            parent="baznas",
            host=unit.host,
            decree=f"SK-{unit.payers}/BAZNAS/{since.year}",
            officers=3,
            offices=("ketua", "sekretaris", "bendahara"),
            since=since,
            share_percent="5",
            occurred_on=since,
        )
        self._do(self._officer, f"upz {unit.slug}", partial(upzs.appoint, ask=ask))

    def _deposit(self, unit: Unit) -> None:
        """Book the deposits of the last months, on the fifth or so of the month after each."""
        for back in range(MONTHS, 0, -1):
            if unit.silent and back <= SILENT_AFTER:
                continue
            on = months_later(self._today, -back + 1).replace(day=5)
            if on > self._today:
                continue
            # A little more or less each month, the same in every run.
            drift = 100 + (back * 7 + unit.payers) % 11 - 5
            kinds = tuple(
                Collected(fund=fund, amount_rupiah=amount * drift // 100, payers=payers)
                for fund, amount, payers in (
                    ("zakat-baznas", unit.zakat_rupiah, unit.payers),
                    ("infak-baznas", unit.infak_rupiah, unit.payers // 2),
                    ("sedekah-baznas", unit.sedekah_rupiah, unit.payers // 4),
                )
                if amount
            )
            ask = deposits.Book(
                document=f"BSZ-{on:%Y%m}-{unit.payers:03d}",
                month=f"{months_later(on, -1):%Y-%m}",
                collected_by="payroll" if unit.host else "cash",
                kinds=kinds,
                occurred_on=on,
            )
            self._do(
                self._officer,
                f"deposit {unit.slug} {on:%Y-%m}",
                partial(deposits.book, upz=unit.slug, ask=ask),
            )

    def _hand_on(self) -> None:
        """Take the amil's share, and hand infak to an agency, which hands some to a village."""
        share = funds.TakeAmil(
            amount_rupiah=5_000_000, to_fund="amil-baznas", document="BKK-AMIL-1"
        )
        self._do(self._officer, "amil", partial(funds.take_amil, fund="zakat-baznas", ask=share))
        for giver, fund, to_fund, amount in (
            (self._officer, "infak-baznas", "infak-dinsos", 25_000_000),
            (self._secretary, "infak-dinsos", "infak-desa-1", 7_500_000),
        ):
            ask = funds.Transfer(amount_rupiah=amount, to_fund=to_fund, document=f"BAST-{to_fund}")
            self._do(giver, f"to {to_fund}", partial(funds.transfer, fund=fund, ask=ask))

    def _use(self, village: str) -> None:
        """Let the agency set some of what it was handed aside for a village, and pay part of it."""
        promise = commitments.Commit(
            partner="dinsos",
            programme="sembako",
            village=village,
            amount_rupiah=6_000_000,
            form="cash",
        )
        made = self._do(self._secretary, "promise", partial(commitments.commit, ask=promise))
        money = disbursements.Allocate(amount_rupiah=6_000_000, fund="infak-dinsos")
        paid = disbursements.Disburse(
            amount_rupiah=4_000_000, method="transfer", receipt="SP2D-INFAK-1"
        )
        to = UUID(made)
        for key, command in (
            ("allocation", partial(disbursements.allocate, commitment=to, ask=money)),
            ("payment", partial(disbursements.disburse, commitment=to, ask=paid)),
        ):
            self._do(self._secretary, key, command)

    def _do(self, actor: Actor, key: str, command: Callable[[Work], object]) -> str:
        return bootstrap.run(self._regency, actor, f"collections {key}", command)

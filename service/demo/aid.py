"""How partners answer confirmed needs: promises, money, deliveries, disputes and corrections."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from random import Random
from uuid import UUID

from msgspec import Struct

from service.aggregates.fund_rules import MoreThanAvailable
from service.application import Work
from service.commands import commitment_changes, commitments, deliveries, disbursements
from service.commands.requests import Explain, Proof, Request
from service.demo.bootstrap import run
from service.demo.cast import OFFERS, Offer
from service.demo.fieldwork import Want
from service.kernel.needs import NeedType
from service.kernel.roles import Actor
from service.regency import Regency

PROMISED_SHARE = 0.55
VILLAGE_ROLES = ("village_head", "village_operator")

OFFICERS: Mapping[str, str] = {
    "perkim": "tkpkd.sekretaris",
    "dinsos": "tkpkd.sekretaris",
    "baznas": "baznas.petugas",
    "pt-merapi-susu": "merapi-susu.csr",
    "pt-sinar-serat": "sinar-serat.csr",
    "univ-merbabu": "merbabu.kkn",
    "karang-taruna": "karang-taruna.ketua",
}
FUNDS: Mapping[str, str] = {
    "perkim": "apbd-perkim",
    "dinsos": "apbd-dinsos",
    "baznas": "zakat-baznas",
    "pt-merapi-susu": "csr-merapi-susu",
    "pt-sinar-serat": "csr-sinar-serat",
    "univ-merbabu": "hibah-merbabu",
    "karang-taruna": "iuran-karang-taruna",
}


class Promise(Struct, frozen=True, kw_only=True):
    """A promise of the story, and who speaks for its funder."""

    id: UUID
    officer: Actor
    offer: Offer
    want: Want
    number: int
    on: date


class Aid:
    """Answers needs one after the other, each as far as chance lets it come."""

    def __init__(
        self, regency: Regency, cast: Mapping[str, Actor], today: date, chance: Random
    ) -> None:
        self._regency = regency
        self._cast = cast
        self._today = today
        self._chance = chance
        self._offers: dict[NeedType, list[Offer]] = {}
        for offer in OFFERS:
            self._offers.setdefault(offer.need, []).append(offer)

    def answer(self, wants: Sequence[Want]) -> None:
        """Let partners promise about half of the wants, and keep most of what they promise."""
        for number, want in enumerate(wants):
            if self._chance.random() < PROMISED_SHARE:
                self._follow(self._promise(number, want))

    def _promise(self, number: int, want: Want) -> Promise:
        offers = self._offers[want.need]
        offer = offers[number % len(offers)]
        officer = self._officer(offer, want)
        on = self._later(want.on, 2, 6)
        in_kind = offer.owner in ("pt-merapi-susu", "karang-taruna")
        ask = commitments.Commit(
            partner=offer.owner,
            programme=offer.slug,
            household=want.household,
            broker="dinsos" if offer.owner == "pt-merapi-susu" else None,
            amount_rupiah=offer.price_rupiah,
            form="in_kind" if in_kind else "cash",
            valuation="invoice" if in_kind else None,
            quantity=1,
            unit="unit" if offer.group else "paket",
            due_on=self._today + timedelta(days=30),
            occurred_on=on,
        )
        made = self._do(officer, f"promise {number}", partial(commitments.commit, ask=ask))
        return Promise(id=UUID(made), officer=officer, offer=offer, want=want, number=number, on=on)

    def _officer(self, offer: Offer, want: Want) -> Actor:
        """Return who speaks for the funder; the mentor of the village, where it has one."""
        if offer.owner == "perkim":
            mentor = self._cast["perkim.pendamping"]
            if mentor.scope.covers(want.village):
                return mentor
        return self._cast[OFFICERS[offer.owner]]

    def _follow(self, promise: Promise) -> None:
        luck = self._chance.random()
        if luck < 0.05:  # noqa: PLR2004  (shares of a story, not rules)
            self._cancel(promise)
        elif luck < 0.85 and self._allocate(promise) and luck < 0.72:  # noqa: PLR2004
            self._pay(promise)

    def _allocate(self, promise: Promise) -> bool:
        """Set the money aside; when the fund has run dry, the promise waits."""
        fund = FUNDS[promise.offer.owner]
        ask = disbursements.Allocate(
            amount_rupiah=promise.offer.price_rupiah,
            fund=fund,
            asnaf="miskin" if fund == "zakat-baznas" else None,
            occurred_on=self._later(promise.on, 0, 2),
        )
        try:
            self._on(promise, "allocation", disbursements.allocate, ask)
        except MoreThanAvailable:
            return False
        return True

    def _pay(self, promise: Promise) -> None:
        price = promise.offer.price_rupiah
        parts = [price // 2, price - price // 2] if promise.number % 2 else [price]
        on = self._later(promise.on, 2, 5)
        payments = []
        for part, amount in enumerate(parts):
            ask = disbursements.Disburse(
                amount_rupiah=amount,
                method="goods" if promise.offer.owner == "karang-taruna" else "transfer",
                receipt=f"SP2D-{promise.number:04d}-{part + 1}",
                occurred_on=on,
            )
            payments.append(self._on(promise, f"payment {part}", disbursements.disburse, ask))
        if promise.number % 17 == 0:
            self._refund(promise, payments[-1], parts[-1] // 10, on)
        elif promise.number % 19 == 0:
            self._correct(promise, payments[-1], -parts[-1] // 20, on)
        elif self._chance.random() < 0.85:  # noqa: PLR2004
            self._deliver(promise, self._later(on, 1, 4))

    def _deliver(self, promise: Promise, on: date) -> None:
        price = promise.offer.price_rupiah
        ask = deliveries.Deliver(
            value_rupiah=price,
            quantity=1,
            unit="unit" if promise.offer.group else "paket",
            evidence=(Proof(kind="handover", reference=f"BAST-{promise.number:04d}", on=on),),
            occurred_on=on,
        )
        delivery = self._on(promise, "delivery", deliveries.deliver, ask)
        luck = self._chance.random()
        after = self._later(on, 1, 3)
        if luck < 0.07:  # noqa: PLR2004
            self._dispute(promise, delivery, after, is_resolved=promise.number % 2 == 0)
        elif luck < 0.75:  # noqa: PLR2004
            self._tell(
                promise,
                delivery,
                "receipt",
                deliveries.acknowledge,
                deliveries.Acknowledge(occurred_on=after),
            )
            if luck < 0.4:  # noqa: PLR2004
                self._verify(promise, delivery, self._later(after, 1, 4))

    def _dispute(self, promise: Promise, delivery: UUID, on: date, *, is_resolved: bool) -> None:
        short = promise.offer.price_rupiah // 4
        ask = deliveries.Dispute(
            reason="short",
            amount_rupiah=short,
            note="Yang diterima kurang dari berita acara serah terima.",
            occurred_on=on,
        )
        self._tell(promise, delivery, "dispute", deliveries.dispute, ask)
        if is_resolved:
            decision = deliveries.Resolve(
                outcome="upheld",
                amount_rupiah=short,
                reason="Pemeriksaan lapangan: barang memang kurang",
                occurred_on=self._later(on, 1, 2),
            )
            self._about(
                "pengaduan.petugas", promise, delivery, "decision", deliveries.resolve, decision
            )

    def _verify(self, promise: Promise, delivery: UUID, on: date) -> None:
        ask = deliveries.Verify(
            value_rupiah=promise.offer.price_rupiah,
            evidence=(Proof(kind="visit", reference=f"VER-{promise.number:04d}", on=on),),
            occurred_on=on,
        )
        monitor = self._cast["kpmd.pemantau"]
        seen_by = "kpmd.pemantau" if monitor.scope.covers(promise.want.village) else ""
        verifier = seen_by or ("tkpkd.sekretaris")
        self._about(verifier, promise, delivery, "verification", deliveries.verify, ask)

    def _cancel(self, promise: Promise) -> None:
        ask = Explain(reason="Anggaran dialihkan", occurred_on=self._later(promise.on, 1, 3))
        self._on(promise, "cancellation", commitment_changes.cancel, ask)

    def _refund(self, promise: Promise, payment: UUID, amount: int, on: date) -> None:
        ask = disbursements.Refund(
            disbursement=payment,
            amount_rupiah=amount,
            reason="Sisa belanja dikembalikan",
            occurred_on=self._later(on, 1, 2),
        )
        self._on(promise, "refund", disbursements.refund, ask)

    def _correct(self, promise: Promise, payment: UUID, delta: int, on: date) -> None:
        ask = disbursements.Correct(
            entry=payment,
            stage="disbursed",
            delta_rupiah=delta,
            reason="Salah ketik jumlah pada bukti transfer",
            occurred_on=self._later(on, 1, 2),
        )
        self._on(promise, "correction", disbursements.correct, ask)

    def _tell(
        self,
        promise: Promise,
        delivery: UUID,
        step: str,
        command: Callable[..., UUID],
        ask: Request,
    ) -> None:
        """Let the village speak."""
        own = [
            name
            for name, actor in self._cast.items()
            if actor.role in VILLAGE_ROLES and actor.scope.covers(promise.want.village)
        ]
        self._about(own[-1], promise, delivery, step, command, ask)

    def _about(  # noqa: PLR0917
        self,
        account: str,
        promise: Promise,
        delivery: UUID,
        step: str,
        command: Callable[..., UUID],
        ask: Request,
    ) -> None:
        def decide(work: Work) -> UUID:
            return command(work, promise.id, delivery, ask)

        self._do(self._cast[account], f"{step} {promise.number}", decide)

    def _on(self, promise: Promise, step: str, command: Callable[..., UUID], ask: Request) -> UUID:
        decide = partial(command, commitment=promise.id, ask=ask)
        return UUID(self._do(promise.officer, f"{step} {promise.number}", decide))

    def _do(self, actor: Actor, key: str, command: Callable[[Work], object]) -> str:
        return run(self._regency, actor, key, command)

    def _later(self, day: date, least: int, most: int) -> date:
        return min(day + timedelta(days=self._chance.randint(least, most)), self._today)

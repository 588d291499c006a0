"""What the demo's regency has set out to do: an initiative, village budgets, and what people ask.

    group of kecamatan → initiative, stage by stage → budgets beside needs → petitions

Source: PUKIS-SISDAMAS, whose ten stages stand in the template; amounts and names are made up.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from msgspec import Struct

from service.aggregates.petition import PetitionKind, Ruling, Target
from service.application import Command
from service.commands import area_groups, budgets, initiatives, petitions
from service.commands.budgets import GivenLine
from service.commands.requests import Proof
from service.demo.bootstrap import run
from service.kernel.roles import Actor
from service.projections import statuses
from service.projections.moment import PRESENT
from service.reference.regions import Territory, Village
from service.regency import Regency

GROUP = "eks-kawedanan"
INITIATIVE = "pukis-sisdamas"
KECAMATAN = 5
STARTED_DAYS = 56
DONE: Mapping[str, tuple[int, int]] = {"a": (54, 0), "b": (47, 9), "c": (40, 9), "d": (21, 4)}
"""Stages that are behind them: so many days ago, in so many villages; none is in all."""

ORIGINAL = (
    GivenLine(
        activity="02.03.10",
        name="Rabat beton jalan usaha tani",
        amount_rupiah=210_000_000,
        fund_source="DD",
        location="Dusun II",
        output="420 meter",
    ),
    GivenLine(
        activity="02.02.02",
        name="Makanan tambahan balita dan lansia",
        amount_rupiah=38_500_000,
        fund_source="DD",
        output="8 posyandu",
    ),
    GivenLine(
        activity="05.03.00",
        name="BLT Dana Desa",
        amount_rupiah=108_000_000,
        fund_source="DD",
        output="30 keluarga",
    ),
)
AMENDED = (
    *ORIGINAL[1:],
    GivenLine(
        activity="02.03.10",
        name="Rabat beton jalan usaha tani",
        amount_rupiah=140_000_000,
        fund_source="DD",
        location="Dusun II",
        output="280 meter",
    ),
    GivenLine(
        activity="02.04.13",
        name="Jamban keluarga",
        amount_rupiah=70_000_000,
        fund_source="DD",
        output="20 unit",
    ),
)


class Asked(Struct, frozen=True, kw_only=True):
    """A resident's petition, and how far it came.

    Args:
        village: which of the worked ones, from 0.
        days: received so many days ago.
    """

    village: int
    kind: PetitionKind
    target: Target
    words: str
    name: str
    days: int
    findings: str = ""
    advice: Ruling = "accepted"
    decision: str = ""


PETITIONS = (
    Asked(
        village=0,
        kind="proposal",
        target="new_household",
        words="Suami berhenti bekerja sejak lebaran; mohon keluarga kami didata.",
        name="Tumini",
        days=6,
    ),
    Asked(
        village=0,
        kind="objection",
        target="listing",
        words="Keluarga ini punya dua toko di pasar.",
        name="Warga RT 2",
        days=9,
        findings="Satu toko, disewa; penghasilan tidak tetap.",
        advice="rejected",
    ),
    Asked(
        village=0,
        kind="proposal",
        target="new_household",
        words="Baru pulang dari rantau dan belum terdaftar.",
        name="Parjono",
        days=24,
        findings="Sudah tercantum dalam KK orang tuanya.",
        advice="rejected",
        decision="Sudah terdaftar pada keluarga orang tuanya",
    ),
    Asked(
        village=1,
        kind="objection",
        target="verdict",
        words="Kami dicatat mampu, padahal mobil itu milik majikan.",
        name="Ngadiman",
        days=3,
    ),
)


def begin(
    regency: Regency,
    cast: Mapping[str, Actor],
    place: Territory,
    worked: Sequence[Village],
    today: date,
) -> None:
    """Start the initiative, adopt the budgets, and let residents ask."""
    _initiate(regency, cast["tkpkd.sekretaris"], place, worked, today)
    for number, village in enumerate(worked[:2], start=1):
        if village.kind != "kelurahan":
            _budget(regency, cast[f"desa-{number}.operator"], village, today)
    for one in PETITIONS:
        _ask(regency, cast, worked[one.village], one, today)


def _initiate(
    regency: Regency,
    secretary: Actor,
    place: Territory,
    worked: Sequence[Village],
    today: date,
) -> None:
    on = today - timedelta(days=STARTED_DAYS)
    kecamatan = tuple(dict.fromkeys(one.kecamatan for one in worked))[:KECAMATAN]
    inside = [one.code for one in worked if one.kecamatan in kecamatan]
    group, start, link = _group(kecamatan, on), _start(on), _link(on)

    def step(key: str, command: Command) -> None:
        run(regency, secretary, f"{INITIATIVE} {key}", command)

    step("group", partial(area_groups.create, ask=group, place=place))
    step("start", partial(initiatives.start, ask=start, place=place))
    step("mandate", partial(initiatives.link_mandate, initiative=INITIATIVE, ask=link))
    for stage, (days, villages) in DONE.items():
        day = today - timedelta(days=days)
        complete = initiatives.CompleteStage(
            villages=tuple(inside[:villages]),
            evidence=(Proof(kind="document", reference=f"Laporan tahap {stage}", on=day),),
            occurred_on=day,
        )
        command = partial(
            initiatives.complete_stage,
            initiative=INITIATIVE,
            stage=stage,
            ask=complete,
            place=place,
        )
        step(f"stage {stage}", command)


def _group(kecamatan: tuple[str, ...], on: date) -> area_groups.CreateGroup:
    return area_groups.CreateGroup(
        area_group=GROUP,
        name=f"{len(kecamatan)} eks kawedanan",
        kind="eks_kawedanan",
        kecamatan=kecamatan,
        occurred_on=on,
    )


def _start(on: date) -> initiatives.StartInitiative:
    return initiatives.StartInitiative(
        initiative=INITIATIVE,
        acronym="PUKIS-SISDAMAS",
        name="Penurunan Kemiskinan Berbasis Pemberdayaan Masyarakat",
        owner="dispermasdes",
        horizon="short",
        period_from=on,
        period_until=on + timedelta(days=150),
        source_text="10 tahapan kegiatan utama jangka pendek",
        area_group=GROUP,
        template="pukis_sisdamas",
        occurred_on=on,
    )


def _link(on: date) -> initiatives.LinkMandate:
    return initiatives.LinkMandate(
        kind="regent_decree",
        number=f"400/{on.month}/{on.year}",
        issued_on=on,
        title="Tim efektif PUKIS-SISDAMAS",
        issuer="Bupati",
        occurred_on=on,
    )


def _budget(regency: Regency, operator: Actor, village: Village, today: date) -> None:
    """Adopt a budget and its amendment, and say who answers what it leaves open."""
    amended_on = today - timedelta(days=18)
    year = amended_on.year
    original = budgets.Adopt(
        village=village.code,
        fiscal_year=year,
        kind="original",
        perdes_number=f"5 Tahun {year - 1}",
        perdes_date=date(year - 1, 12, 28),
        lines=ORIGINAL,
    )
    amended = budgets.Adopt(
        village=village.code,
        fiscal_year=year,
        kind="amended",
        perdes_number=f"3 Tahun {year}",
        perdes_date=amended_on,
        lines=AMENDED,
    )
    handed = budgets.AnswerNeed(
        answer="handed_over",
        partner="perkim",
        reason="Rumah tidak layak huni diusulkan ke APBD kabupaten",
        occurred_on=today - timedelta(days=10),
    )
    answer = partial(
        budgets.answer_need, village=village.code, fiscal_year=year, need="housing", ask=handed
    )
    for key, command in (
        ("original", partial(budgets.adopt, ask=original)),
        ("amended", partial(budgets.adopt, ask=amended)),
        ("housing", answer),
    ):
        run(regency, operator, f"budget {village.code} {key}", command)


def _ask(
    regency: Regency,
    cast: Mapping[str, Actor],
    village: Village,
    one: Asked,
    today: date,
) -> None:
    """Take a petition in; have it examined and decided, as far as it came."""
    day = today - timedelta(days=one.days)
    household = None if one.kind == "proposal" else _somebody(regency, village)
    if one.kind == "objection" and household is None:
        return
    receive = petitions.ReceivePetition(
        kind=one.kind,
        target=one.target,
        village=village.code,
        words=one.words,
        name=one.name,
        household=household,
        occurred_on=day,
    )
    key = f"petition {one.name}"
    operator = cast["desa-1.operator" if one.village == 0 else "desa-2.operator"]
    made = run(regency, operator, key, partial(petitions.receive, ask=receive))
    if one.findings:
        examine = petitions.Examine(
            advice=one.advice,
            findings=one.findings,
            evidence=(Proof(kind="visit", reference="Kunjungan pemeriksaan", on=day),),
            occurred_on=day + timedelta(days=2),
        )
        command = partial(petitions.examine, petition=UUID(made), ask=examine)
        run(regency, cast["dinsos.pendamping"], f"{key} examined", command)
    if one.decision:
        decide = petitions.DecidePetition(
            ruling=one.advice, reason=one.decision, occurred_on=day + timedelta(days=5)
        )
        command = partial(petitions.decide, petition=UUID(made), ask=decide)
        run(regency, cast["desa-1.kepala"], f"{key} decided", command)


def _somebody(regency: Regency, village: Village) -> UUID | None:
    """Return a household of a village that still takes part, None if there is none."""
    regency.engine.catch_up("statuses")
    with regency.pool.connection() as conn:
        found = statuses.households(
            conn, regency.schema, village.code, PRESENT, statuses=["eligible", "listed"], limit=1
        )
    return found[0].household if found else None

"""What goes across each other: a second helper who is let in, and promises that late news catches.

promised by one → leave asked by Baznas → allowed by the secretariat → promised beside it
promised → the household is better off by now → flagged → kept for a reason, or waiting
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from service.commands import clearances, commitments, flags, validations
from service.commands.requests import Explain, Proof
from service.commands.validations import JudgeHousehold
from service.demo.bootstrap import run
from service.kernel.needs import NeedType
from service.kernel.roles import Actor
from service.kernel.verdicts import NeedStanding
from service.projections import needs
from service.projections.moment import PRESENT
from service.projections.needs import NeedLine
from service.reference.regions import Village
from service.regency import Regency

FLAGGED = 2
MOST = 200
HELD: tuple[NeedStanding, ...] = ("committed",)
ADDED_RUPIAH = 250_000
SECOND_HELP: Mapping[NeedType, str] = {"housing": "rtlh-baznas", "food": "santunan-baznas"}
"""By which programme Baznas adds to what others have promised."""


def begin(
    regency: Regency, cast: Mapping[str, Actor], worked: Sequence[Village], today: date
) -> None:
    """Let one household be helped by two, and others be better off than was thought."""
    promised = [line for village in worked for line in _promised(regency, village.code)]
    seconded = next((line for line in promised if _takes_a_second(line)), None)
    if seconded is not None:
        _add(regency, cast, seconded, today)
    late = [line for line in promised if seconded is None or line.household != seconded.household]
    first = {line.household: line for line in reversed(late)}
    for number, line in enumerate(list(first.values())[-FLAGGED:]):
        _learn(regency, cast, line, worked, today, is_kept=number == 0)


def _promised(regency: Regency, village: str) -> list[NeedLine]:
    regency.engine.catch_up("needs")
    with regency.pool.connection() as conn:
        return needs.needs(conn, regency.schema, village, PRESENT, standings=HELD, limit=MOST)


def _takes_a_second(line: NeedLine) -> bool:
    givers = {one.partner for one in line.promises if one.programme not in SECOND_HELP.values()}
    return line.need in SECOND_HELP and bool(givers)


def _add(regency: Regency, cast: Mapping[str, Actor], line: NeedLine, today: date) -> None:
    """Let Baznas add to another's promise, with the secretariat's leave."""
    baznas, key = cast["baznas.petugas"], f"second help {line.household}"
    ask = clearances.RequestClearance(
        household=line.household,
        partner="baznas",
        programme=SECOND_HELP[line.need],
        amount_rupiah=ADDED_RUPIAH,
        reason="Sebagian kebutuhannya belum tertanggung bantuan yang pertama",
        occurred_on=today,
    )
    leave = UUID(run(regency, baznas, key, partial(clearances.request, ask=ask)))
    allow = clearances.GrantClearance(reason="Kedua bantuan saling melengkapi", occurred_on=today)
    allowed = partial(clearances.grant, clearance=leave, ask=allow)
    run(regency, cast["tkpkd.sekretaris"], f"{key} allowed", allowed)
    promise = commitments.Commit(
        partner="baznas",
        programme=SECOND_HELP[line.need],
        household=line.household,
        amount_rupiah=ADDED_RUPIAH,
        form="cash",
        occurred_on=today,
    )
    run(regency, baznas, f"{key} promised", partial(commitments.commit, ask=promise))


def _learn(
    regency: Regency,
    cast: Mapping[str, Actor],
    line: NeedLine,
    worked: Sequence[Village],
    today: date,
    *,
    is_kept: bool,
) -> None:
    """Let a village find out that somebody who was promised help is better off by now."""
    number = 1 + [village.code for village in worked].index(line.village)
    witness = cast.get(f"desa-{number}.operator", cast["tkpkd.sekretaris"])
    found = JudgeHousehold(
        verdict="better_off",
        reason="assets",
        method="visit",
        evidence=(Proof(kind="visit", reference=f"kunjungan-{today}", on=today),),
        occurred_on=today,
    )
    judge = partial(validations.validate, household=line.household, ask=found)
    run(regency, witness, f"late news {line.household}", judge)
    if is_kept:
        why = Explain(reason="Pekerjaan sudah setengah jadi saat keadaannya berubah")
        keep = partial(flags.explain, commitment=line.promises[0].commitment, ask=why)
        run(regency, cast["tkpkd.sekretaris"], f"kept {line.household}", keep)

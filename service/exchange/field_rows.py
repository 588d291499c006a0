"""Many findings at once, as a sheet brings them: each row a command of its own, with its own key.

    rows → (row → its findings in one commit | refused with the reason | nothing new)*

A row is all or nothing; the rows beside it neither wait for it nor fall with it. Sent again, what
was saved is told as saved before and nothing happens twice.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

import msgspec
from msgspec import Struct

from service.aggregates.household import Household
from service.aggregates.household_testimony import OF_HOUSEHOLD
from service.application import NotKnown, Receipt, Seen, Work, command_id
from service.commands import households
from service.commands.validations import JudgeHousehold, Validation, validate
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.policies.access import OutOfScope
from service.regency import Regency

MOST_ROWS = 100
MOST_FINDINGS = 30

Result: TypeAlias = Literal["saved", "unchanged", "refused"]

RESULT_LABELS: dict[Result, str] = {
    "saved": "Tersimpan",
    "unchanged": "Tidak ada yang berubah",
    "refused": "Ditolak",
}


class NothingNew(Refused):
    """Putusan Anda yang sama untuk hari itu sudah tercatat."""

    way_out: ClassVar[str] = "Tidak perlu dikirim lagi; ubah tanggalnya bila ini kunjungan lain."


class Row(Struct, frozen=True, kw_only=True):
    """What was found at one door.

    Args:
        key: the row's own; the same key again never doubles.
        seen: version of the household that was looked at; None if the sender did not say.
        findings: of persons, of needs, of the household; recorded together or not at all.
    """

    household: UUID
    key: str
    findings: tuple[Validation, ...]
    seen: int | None = None


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of a row.

    Args:
        receipt: of a row that is saved, now or before; None otherwise.
        refusal: the rule that said no, or that there is nothing new.
    """

    row: Row
    result: Result
    receipt: Receipt | None = None
    refusal: Refused | None = None


def carry_out(
    regency: Regency, actor: Actor, rows: Iterable[Row], *, channel: str
) -> Iterator[Outcome]:
    """Record rows one after the other, and yield what became of each.

    Raises:
        KeysUnavailable, LogUnavailable, TooBusy: rows yielded before are saved; the others may be
            sent again, with the same keys.
    """
    for row in rows:
        yield _carry_out(regency, actor, row, channel)


def _carry_out(regency: Regency, actor: Actor, row: Row, channel: str) -> Outcome:
    command = command_id(actor.account, "row", row.key)
    was_there = regency.log.settled(command) is not None
    told = msgspec.json.encode((row.household, row.findings))
    try:
        receipt = regency.ledger.record(
            actor,
            partial(_found, household=row.household, findings=row.findings),
            command_id=command,
            seen=None if row.seen is None else Seen(Household, row.household, row.seen),
            channel=channel,
            fingerprint=regency.vault.fingerprint(told),
        )
    except NothingNew as refusal:
        return Outcome(row=row, result="unchanged", refusal=refusal)
    except OutOfScope:
        # As if there were no such household: whoever may not know of it learns nothing.
        return Outcome(row=row, result="refused", refusal=NotKnown())
    except Refused as refusal:
        return Outcome(row=row, result="refused", refusal=refusal)
    return Outcome(row=row, result="unchanged" if was_there else "saved", receipt=receipt)


def _found(work: Work, household: UUID, findings: tuple[Validation, ...]) -> UUID:
    """Record what was found at a door.

    Raises:
        NothingNew: this account said the same of that very day; another's word is news.
        As `validations.validate`, for any of the findings.
    """
    if all(_is_known(work, household, one) for one in findings):
        raise NothingNew
    for one in findings:
        validate(work, household, one)
    return household


def _is_known(work: Work, household: UUID, finding: Validation) -> bool:
    if not isinstance(finding, JudgeHousehold):
        return False
    known = households.load(work, household, "households.judge")
    on = finding.occurred_on or work.today
    return any(
        (one.by, one.verdict, one.on) == (work.actor.account, finding.verdict, on)
        for one in known.heard.get(OF_HOUSEHOLD, ())
    )

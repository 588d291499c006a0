"""A list that waits to be received: looked at, its columns said again, taken in. For API and pages.

keep → look* → receive | expire
"""

from datetime import date, datetime
from typing import Annotated, BinaryIO

import msgspec
from msgspec import Meta, Struct

from service.commands.lists import About
from service.commands.requests import Line, Part, Reason, VillageCode
from service.exchange import lists as exchange
from service.exchange.lists import Report, hashed
from service.exchange.preview import Looked, look
from service.exchange.reader import Order, refusal_named, require_size
from service.exchange.spool import FileChanged, Spool
from service.kernel.lists import Layout
from service.kernel.roles import Actor
from service.policies import access
from service.projections import lists
from service.regency import Regency

_BATCH = 1_000
_READ_OTHERWISE = {"NoHeaderFound", "MappingDoesNotFit", "VillageNotSaid", "WrongHeader"}
"""Refusals of a file that may be a list all the same, once somebody says how to read it."""

Field = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z_]+$(?!\n)")]
Title = Annotated[str, Meta(max_length=500)]
FileHash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]


class HowToRead(Part, frozen=True, kw_only=True):
    """How a list is read.

    Args:
        layout: None finds out.
        village: where all rows belong, if no column says it.
        mapping: field → column title, where our own reading of the titles is wrong; an empty title
            takes the field for no column.
        issuer: whose earlier mapping is proposed where none is given.
    """

    layout: Layout | None = None
    village: VillageCode | None = None
    mapping: Annotated[dict[Field, Title], Meta(max_length=40)] = msgspec.field(
        default_factory=dict
    )
    issuer: Annotated[str, Meta(max_length=200)] = ""


class ReceiveWaiting(Part, frozen=True, kw_only=True):
    """The letter a list came with, and the hash of the file that was looked at.

    Args:
        letter_date: the day its rows speak of.
        period: its vintage, as the issuer calls it.
    """

    file_hash: FileHash
    name: Line
    issuer: Line
    letter_number: Annotated[str, Meta(min_length=1, max_length=100)]
    letter_date: date
    period: Annotated[str, Meta(min_length=1, max_length=40)]
    purpose: Reason
    legal_basis: Reason

    def about(self) -> About:
        """Return what the letter says."""
        told = msgspec.structs.asdict(self)
        told.pop("file_hash")
        return About(**told)


class Preview(Struct, frozen=True, kw_only=True):
    """A list that waits, as it would be read.

    Args:
        token: names the file for the next hour, to whoever sent it.
        issuer: as said when the file was sent.
        mapping: as said, or as proposed; is_proposed: from an earlier list of the issuer.
        looked: its columns and its rows in three colours, masked.
    """

    token: str
    file_name: str
    file_hash: str
    bytes: int
    expires_at: datetime
    layout_said: Layout | None
    village: str
    mapping: dict[str, str]
    is_proposed: bool
    looked: Looked
    issuer: str = ""


def keep(
    regency: Regency, actor: Actor, file: BinaryIO, *, file_name: str, how: HowToRead, channel: str
) -> Preview:
    """Keep a file and look at it.

    Raises:
        Refused: not allowed, too large, too many wait, or no list however it is read; nothing is
            kept then.
    """
    access.require(actor, "lists.receive")
    require_size(file)
    file_hash, _ = hashed(file)
    spool, now = Spool(regency.schema), regency.ledger.clock()
    token = spool.keep(
        file, account=actor.account, file_name=file_name[:200], file_hash=file_hash, now=now
    )
    try:
        seen = look_again(regency, actor, token, how, channel=channel)
    except BaseException:
        spool.drop(token)
        raise
    refusal = seen.looked.refusal
    if refusal is not None and refusal.code not in _READ_OTHERWISE:
        spool.drop(token)
        raise refusal_named(refusal.code)
    return seen


def look_again(
    regency: Regency, actor: Actor, token: str, how: HowToRead, *, channel: str
) -> Preview:
    """Look at a waiting file, read in another way perhaps. That somebody looked is on record.

    Raises:
        SpoolExpired: it does not wait any more, or for somebody else.
        Refused: as `keep`.
    """
    access.require(actor, "lists.receive")
    spool, now = Spool(regency.schema), regency.ledger.clock()
    about = spool.about(token, account=actor.account, now=now)
    with spool.opened(token, account=actor.account, now=now) as file:
        looked = look(file, _order(regency, how))
        proposed = {} if how.mapping else _proposed(regency, actor, how.issuer, looked)
        if proposed:
            file.seek(0)
            looked = look(file, _order(regency, msgspec.structs.replace(how, mapping=proposed)))
    regency.access_log.record(
        actor,
        kind="read",
        purpose="verification",
        reference=f"daftar {about.file_hash[:16]}",
        channel=channel,
    )
    seen = Preview(
        token=token,
        file_name=about.file_name,
        file_hash=about.file_hash,
        bytes=about.bytes,
        expires_at=about.expires_at,
        layout_said=how.layout,
        village=how.village or "",
        mapping=how.mapping or proposed,
        is_proposed=bool(proposed),
        looked=looked,
        issuer=how.issuer.strip(),
    )
    spool.note(token, msgspec.json.encode(seen), account=actor.account, now=now)
    return seen


def seen_before(regency: Regency, actor: Actor, token: str) -> Preview:
    """Return what was seen when a waiting file was last looked at.

    Raises:
        SpoolExpired: it does not wait any more, or for somebody else.
    """
    access.require(actor, "lists.receive")
    about = Spool(regency.schema).about(token, account=actor.account, now=regency.ledger.clock())
    return msgspec.json.decode(about.told, type=Preview)


def receive(regency: Regency, actor: Actor, token: str, about: About, *, file_hash: str) -> Report:
    """Take in the very file that was looked at, as it was read then; it waits no more.

    Raises:
        SpoolExpired: it does not wait any more, or for somebody else.
        FileChanged: it is not the one whose hash was seen.
        Refused: as `exchange.lists.receive`.
    """
    access.require(actor, "lists.receive")
    seen = seen_before(regency, actor, token)
    spool, now = Spool(regency.schema), regency.ledger.clock()
    with spool.opened(token, account=actor.account, now=now) as file:
        if file_hash != seen.file_hash or hashed(file)[0] != file_hash:
            raise FileChanged
        report = exchange.receive(
            regency,
            actor,
            file,
            file_name=seen.file_name,
            about=about,
            layout=seen.layout_said,
            village=seen.village,
            mapping=seen.mapping,
        )
    spool.drop(token)
    return report


def _proposed(regency: Regency, actor: Actor, issuer: str, looked: Looked) -> dict[str, str]:
    if not issuer.strip():
        return {}
    regency.engine.catch_up("lists")
    with regency.reading(actor) as conn:
        return lists.mapping_of(
            conn, regency.schema, issuer.strip(), [one.title for one in looked.columns]
        )


def _order(regency: Regency, how: HowToRead) -> Order:
    return Order(
        layout=how.layout,
        regency=regency.code,
        village=how.village or "",
        today=regency.ledger.today,
        size=_BATCH,
        mapping=how.mapping,
    )

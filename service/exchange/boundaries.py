"""A file of boundaries comes in from the command line."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from uuid import uuid4

from msgspec import Struct

from service.commands import boundaries as commands
from service.commands.boundaries import Origin
from service.exchange import lists
from service.layouts import geojson
from service.reference.regions import territory
from service.regency import Regency


class Report(Struct, frozen=True, kw_only=True):
    """What became of it.

    Args:
        villages: how many are drawn now.
        without: codes of those that stay tiles.
    """

    position: int
    villages: int
    without: Sequence[str]


def take_in(
    regency: Regency, path: Path, *, source: str, source_date: date, licence: str
) -> Report:
    """Let maps be drawn with the boundaries of a file.

    Raises:
        Unreadable: there is no such file.
        Refused: not like this; nothing was written.
    """
    place = territory(regency.code)
    with lists.from_path(path) as file:
        found = geojson.read(file.read(geojson.MOST_FILE_BYTES + 1), place)
    ask = Origin(source=source, source_date=source_date, licence=licence)
    command = partial(commands.publish, regency=regency.code, ask=ask, found=found)
    receipt = regency.ledger.record(
        lists.operator(regency), command, command_id=uuid4(), channel="cli"
    )
    drawn = {one.village for one in found.outlines}
    without = [one.code for one in place.villages if one.code not in drawn]
    return Report(position=receipt.position, villages=len(drawn), without=without)

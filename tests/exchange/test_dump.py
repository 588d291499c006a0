"""A backup of a regency's log gives nobody away."""

import base64
import subprocess

from service.database.binaries import find_binaries
from service.regency import Regency
from tests.exchange.test_lists import dtks, receive
from tests.support.database import Urls


def test_no_personal_value_of_an_imported_row_is_found_in_a_dump(regency: Regency, urls: Urls):
    content, _ = dtks(60, damage=0.1)
    receive(regency, content)

    dump = subprocess.run(  # noqa: S603  (the very program an operator would use)
        [find_binaries(None).folder / "pg_dump", "--schema", regency.schema, urls.owner],
        capture_output=True,
        check=True,
    ).stdout

    assert b"household.registered" in dump, "the log is in the dump"
    assert b"row.quarantined" in dump, "and so are the rows that were set aside"
    found = [value for value in personal_values(content) if is_in(dump, value)]
    assert found == []


def personal_values(content: bytes) -> set[str]:
    """Return addresses, numbers, names, birthplaces and mothers of the list's people."""
    rows = [line.split("|") for line in content.decode().splitlines()[1:]]
    values = {row[column] for row in rows for column in (5, 9, 10, 11, 12, 16)}
    return {value for value in values if len(value) >= 8}


def is_in(dump: bytes, value: str) -> bool:
    """Say whether a value stands in a dump, plain or in a usual disguise."""
    plain = value.encode()
    # Of base64, the part that is the same wherever in a text the value begins.
    disguises = [base64.b64encode(b" " * lead + plain)[4:-4] for lead in range(3)]
    forms = [plain, value.encode("utf-16-le"), plain.hex().encode(), *disguises]
    return any(len(form) >= 8 and form in dump for form in forms)

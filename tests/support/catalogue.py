"""What pages say: every text of the templates and of the tables they show.

python -m tests.support.catalogue     puts new texts into the English catalogue, untranslated,
                                      takes out what nobody says any more, and compiles it
"""

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, mofile, pofile

from service.exchange import statement_words
from service.http import pages
from service.http.pages import (
    aging,
    contributions,
    duties,
    errors,
    household_actions,
    navigation,
    words,
)
from service.http.pages.households import GROUPS
from service.http.pages.labels import LABELS
from service.http.pages.reading import COLUMNS
from service.kernel.purposes import PURPOSE_LABELS

HTTP = Path(__file__).parents[2] / "service" / "http"
PO = HTTP / "locale" / "en" / "LC_MESSAGES" / "sanding.po"
MO = PO.with_suffix(".mo")

_SAID = re.compile(r"""_\(\s*"((?:[^"\\]|\\.)*)\"""")
_TOLD = re.compile(
    r"""(?:translate\([^"]*|notice\([^"]*|_say\([^"]*|Task\()"([A-Za-z][^"]{3,})\""""
)


def wanted() -> set[str]:
    """Return every text that a page may show in another language."""
    return {text for text in (*_in_templates(), *_in_tables(), *_in_actions()) if text}


def _in_templates() -> Iterator[str]:
    for path in sorted((HTTP / "templates").glob("*.html")):
        yield from _SAID.findall(path.read_text())
    for path in sorted((HTTP / "pages").glob("*.py")):
        yield from _TOLD.findall(path.read_text())
        yield from _in_code(ast.parse(path.read_text()))


def _in_code(tree: ast.AST) -> Iterator[str]:
    """Yield what a page says by `visit.say(…)`, and the terms and titles of a scene."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="say"), args=[ast.Constant(value=str() as text)]):
                yield text
            case ast.keyword(arg="facts", value=value):
                yield from _terms(value)
            case ast.Assign(targets=[ast.Name(id="facts")], value=value):
                yield from _terms(value)
            case ast.Call(func=ast.Name(id="Scene"), keywords=several):
                for each in several:
                    match each:
                        case ast.keyword(arg="title", value=ast.Constant(value=str() as title)):
                            yield title
                        case _:
                            pass
            case _:
                pass


def _terms(value: ast.AST) -> Iterator[str]:
    for node in ast.walk(value):
        match node:
            case ast.Tuple(elts=[ast.Constant(value=str() as term), _]):
                yield term
            case _:
                pass


def _in_tables() -> Iterator[str]:
    for table in (*LABELS.values(), PURPOSE_LABELS, words.LABELS, words.HINTS, words.ONE):
        yield from table.values()
    yield from words.WHY.values()
    for label, hint in words.THEIRS.values():
        yield from (label, hint)
    yield from navigation.words()
    yield from (label for _, label, _ in COLUMNS)
    yield from (label for label, _ in GROUPS.values())
    yield from (label for _, label in contributions.CREDITS)
    for named in (statement_words.SPANS, statement_words.BREAKDOWNS, statement_words.SOURCES):
        yield from named.values()
    yield from aging.SHORT.values()
    yield from (label for label, _ in duties.DUTIES.values())
    yield from household_actions.GROUPS.values()
    yield from (household_actions.OTHERS, household_actions.OBJECTIONS, household_actions.DOUBLES)
    yield from errors._FOR_PEOPLE.values()  # noqa: SLF001
    yield from ("Belum dicatat", "Ke beranda", "Cari", "Coba lagi", "Strategi", "Kebutuhan", "Desa")


def _in_actions() -> Iterator[str]:
    for action in pages.ACTIONS:
        yield from (action.title, action.done, action.lead)


def known() -> Catalog:
    """Return the English catalogue as it is written."""
    with PO.open("rb") as file:
        return pofile.read_po(file, locale="en")


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as the service reads it."""
    file = BytesIO()
    mofile.write_mo(file, catalogue)
    return file.getvalue()


def renew() -> list[str]:
    """Bring the catalogue up to date with what is said; return what has no translation yet."""
    old = known() if PO.exists() else Catalog(locale="en")
    new = Catalog(locale="en", domain="sanding", project="Sanding", fuzzy=False)
    for text in sorted(wanted()):
        message = old.get(text)
        new.add(text, string=message.string if message else "")
    with PO.open("wb") as file:
        pofile.write_po(file, new, width=0, omit_header=False, sort_output=True)
    MO.write_bytes(compiled(new))
    return [str(each.id) for each in new if each.id and not each.string]


if __name__ == "__main__":
    sys.stdout.writelines(f"{text}\n" for text in renew())

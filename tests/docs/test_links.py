"""Nothing on a page leads nowhere."""

import re
from pathlib import Path

import pytest

from tests.support.documents import DOCS, ROOT, pages, without_code

_LINK = re.compile(r"""(?:\]\(|\bsrc=")([^)"\s]+)[)"]""")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_relative_link_leads_somewhere(page):
    wrong = [link for link in links(page) if not leads_somewhere(page, link)]

    assert wrong == []


def test_every_page_can_be_reached_from_the_readme():
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            targets = (target(page, link) for link in links(page))
            waiting += [found for found in targets if found.suffix == ".md" and found.exists()]

    assert [name_of(page) for page in DOCS.rglob("*.md") if page not in reached] == []


def links(page: Path) -> list[str]:
    """Return the links of a page that stay within the project."""
    found: list[str] = _LINK.findall(without_code(page.read_text()))
    return [link for link in found if "://" not in link]


def target(page: Path, link: str) -> Path:
    """Return the file that a link leads to."""
    path = link.partition("#")[0]
    return (page.parent / path).resolve() if path else page


def leads_somewhere(page: Path, link: str) -> bool:
    """Say whether a link's file is there, and its heading."""
    found = target(page, link)
    heading = link.partition("#")[2]
    if not found.exists():
        return False
    return not heading or heading in map(anchor, _HEADING.findall(found.read_text()))


def anchor(heading: str) -> str:
    """Return what a heading is linked by."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")

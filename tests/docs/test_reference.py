"""The reference says what the code does, no more and no less."""

import argparse
import re
import tomllib

from service import cli
from service.policies import reads
from tests.support.documents import DOCS, ROOT, pages, with_parts
from tests.support.generated import parts

REFERENCE = DOCS / "reference"
ANEW = "run: python -m tests.support.documents"


def test_what_is_generated_is_as_the_code_has_it(regency):
    made = parts(regency)

    for page in pages():
        text = page.read_text()
        assert with_parts(text, made) == text, f"{page.name} is not current; {ANEW}"


def test_every_generated_part_stands_on_a_page(regency):
    text = "".join(page.read_text() for page in pages())

    assert [name for name in parts(regency) if f"<!-- generated: {name} -->" not in text] == []


def test_every_dependency_has_a_line():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = [project["project"]["dependencies"]]
    groups += project["project"]["optional-dependencies"].values()
    groups += project["dependency-groups"].values()
    page = (REFERENCE / "dependencies.md").read_text()

    wanted = {re.split(r"[\[<>=~!;]", line)[0] for group in groups for line in group}
    told = set(re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE))
    assert told == wanted


def test_whoever_reads_names_is_told():
    page = " ".join((REFERENCE / "rights.md").read_text().split())

    told = page.partition("Names are read in the open, within their areas, by: ")[2].partition(".")
    assert set(told[0].split(", ")) == reads.READS_NAMES


def test_every_verb_and_option_of_the_command_line_is_told():
    page = (REFERENCE / "cli.md").read_text()
    [verbs] = (
        action.choices
        for action in cli._parser()._actions  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
    )
    options = {
        option
        for parser in verbs.values()
        for action in parser._actions  # noqa: SLF001
        for option in action.option_strings
        if option not in ("-h", "--help")
    }

    assert [verb for verb in verbs if f"| `{verb}" not in page] == []
    assert set(re.findall(r"`(--[\w-]+)`", page)) == options


def test_every_decision_says_what_would_change_our_mind():
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    sections = ["## Context", "## Decision", "## Consequences", "## What would change our mind"]

    assert decisions
    for number, page in enumerate(decisions, start=1):
        text = page.read_text()
        assert text.startswith(f"# {number:04} ")
        assert re.findall(r"^## .*", text, re.MULTILINE) == sections, page.name

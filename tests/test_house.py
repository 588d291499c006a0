"""Rules of the house that no linter knows."""

import ast
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

import service
from service import projections
from service.aggregates import EVENTS
from service.config import _VARIABLES, Settings
from service.kernel.events import Event, Superseded
from service.kernel.refusals import Refused
from tests.support.schemas import FILE, published

HOUSE = Path(__file__).parent.parent
TESTS = HOUSE / "tests"

LONGEST_FILE = 320
"""Lines of code: without blank ones and what docstrings tell."""
LONGEST_FUNCTION = 45
"""Lines of a body: without its signature and what its docstring tells."""

BANNED = {"manager", "managers", "helper", "helpers", "util", "utils", "data", "info", "misc"}
NOUNS = {
    "accountability": "accountabilities",
    "account": "accounts",
    "agreement": "agreements",
    "aid_report": "aid_reports",
    "anomaly": "anomalies",
    "area_group": "area_groups",
    "boundary": "boundaries",
    "budget": "budgets",
    "clearance": "clearances",
    "commitment": "commitments",
    "figure": "figures",
    "duplicate": "duplicates",
    "flag": "flags",
    "fund": "funds",
    "upz": "upzs",
    "deposit": "deposits",
    "correction": "corrections",
    "household": "households",
    "initiative": "initiatives",
    "interest": "interests",
    "musdes": "musdes",
    "partner": "partners",
    "payment_batch": "payment_batches",
    "photo": "photos",
    "petition": "petitions",
    "programme": "programmes",
    "rule_set": "rule_sets",
    "recheck": "rechecks",
    "resurrection": "resurrections",
    "statement": "statements",
    "subject_request": "subject_requests",
    "target_list": "lists",
    "village": "villages",
}
"""What an aggregate is called, and the file about it in every other layer."""

PURE = ("aggregates", "kernel", "policies")


def load_everything() -> None:
    """Import every module, so that every subclass is there to be found."""
    for module in pkgutil.walk_packages(service.__path__, "service."):
        importlib.import_module(module.name)


load_everything()


def descendants(kind: type) -> Iterator[type]:
    """Yield every class of the service's own that is of a kind."""
    below: type
    for below in kind.__subclasses__():
        if below.__module__.startswith("service."):
            yield below
        yield from descendants(below)


FILES = sorted(HOUSE.joinpath("service").rglob("*.py"))
TREES = {path.relative_to(HOUSE).as_posix(): ast.parse(path.read_text()) for path in FILES}
EVENT_CLASSES = sorted(
    {event for event in descendants(Event) if hasattr(event, "tag")}, key=lambda event: event.tag
)
REFUSALS = sorted(set(descendants(Refused)), key=lambda rule: rule.__name__)
TESTS_TEXT = "\n".join(path.read_text() for path in TESTS.rglob("*.py"))


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, kinds):
                yield f"{path}:{getattr(node, 'lineno', 1)}", node


class TestEvents:
    def test_are_all_known_to_the_log(self):
        """One outside `AnyEvent` could neither be written nor read."""
        assert {event.tag: event for event in EVENT_CLASSES} == EVENTS

    def test_have_a_tag_of_their_own(self):
        tags = [event.tag for event in EVENT_CLASSES]

        assert sorted(set(tags)) == tags

    @pytest.mark.parametrize("tag", EVENTS)
    def test_have_a_noun_and_a_past_participle_for_a_tag(self, tag):
        noun, _, happened = tag.partition(".")

        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", noun)
        assert re.fullmatch(r"([a-z]+_)*([a-z]+ed|met|made|taken|spent|(with)?drawn)", happened)

    def test_have_one_golden_sample_each(self):
        assert {path.stem for path in TESTS.glob("golden/*.json")} == set(EVENTS)

    def test_are_published_in_their_present_shape(self):
        """Run `python -m tests.support.schemas`, and read the diff: lines may only be added."""
        assert json.loads(FILE.read_text()) == json.loads(json.dumps(published()))

    def test_that_are_superseded_say_what_they_became(self):
        for old in descendants(Superseded):
            assert "upcast" in vars(old), old


@pytest.mark.parametrize("rule", REFUSALS, ids=lambda rule: rule.__name__)
class TestEveryRefusal:
    def test_says_what_is_wrong_in_one_indonesian_sentence(self, rule):
        assert rule.__dict__.get("__doc__"), "its docstring is what people read"
        assert re.fullmatch(r"[A-Z0-9“].*[A-Za-z)”]\.", rule.title())
        assert not re.search(r"\b(the|is|of|this|that|not|has|was)\b", rule.title().lower())

    def test_says_what_to_do_next(self, rule):
        assert re.fullmatch(r"[A-Z0-9“].*\.", rule.way_out)

    def test_appears_in_a_test(self, rule):
        assert re.search(rf"\b{rule.__name__}\b", TESTS_TEXT)


def test_refusals_do_not_share_a_name():
    """The class's name is the code that clients match on."""
    names = [rule.__name__ for rule in REFUSALS]

    assert sorted(set(names)) == names


def code_lines(path: str) -> int:
    lines = HOUSE.joinpath(path).read_text().splitlines()
    told = sum(
        (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
    return sum(bool(line.strip()) for line in lines) - told


def test_a_file_can_be_read_in_one_go():
    lengths = {path: code_lines(path) for path in TREES}

    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_a_function_fits_a_screen():
    too_long = []
    for where, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef):
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        body = node.body[1:] if ast.get_docstring(node) else node.body
        if body and (body[-1].end_lineno or 0) - body[0].lineno + 1 > LONGEST_FUNCTION:
            too_long.append(f"{where} {node.name}")
    assert too_long == []


def test_nothing_has_a_name_that_says_nothing():
    names = [(path, Path(path).stem) for path in TREES]
    for where, node in nodes(ast.ClassDef):
        assert isinstance(node, ast.ClassDef)
        names.append((where, re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", node.name)))

    assert [name for name in names if BANNED & set(name[1].lower().split("_"))] == []


def test_every_module_says_what_it_is_about():
    assert [path for path, tree in TREES.items() if not ast.get_docstring(tree)] == []


def test_everything_public_says_what_it_does():
    silent = []

    def look(path: str, body: list[ast.stmt]) -> None:
        for node in body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if node.name.startswith("_"):
                continue
            if not (said := ast.get_docstring(node)) or "." not in said:
                silent.append(f"{path}:{node.lineno} {node.name}")
            if isinstance(node, ast.ClassDef):
                look(path, node.body)

    for path, tree in TREES.items():
        look(path, tree.body)
    assert silent == []


@pytest.mark.parametrize("layer", ["commands", "projections", "http/api"])
def test_a_noun_has_one_file_name_in_every_layer(layer):
    missing = [noun for noun in NOUNS.values() if f"service/{layer}/{noun}.py" not in TREES]

    assert missing == []


def test_every_aggregate_is_a_noun_or_a_part_of_one():
    for path in HOUSE.glob("service/aggregates/[a-z]*.py"):
        assert family(path.stem) in NOUNS, path


def family(module: str) -> str:
    """Return the noun that an aggregate's module is about: `household` of `household_needs`."""
    whole = [noun for noun in NOUNS if module == noun or module.startswith(noun + "_")]
    return whole[0] if whole else ""


def test_aggregates_do_not_know_one_another():
    """Between nouns there are policies. A noun's own files may know one another."""
    strangers: list[str] = []
    for where, node in nodes(ast.Import, ast.ImportFrom):
        if not where.startswith("service/aggregates/") or "__init__" in where:
            continue
        assert isinstance(node, ast.Import | ast.ImportFrom)
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [name.name for name in node.names if isinstance(node, ast.Import)]
        own = family(Path(where.partition(":")[0]).stem)
        strangers += [
            f"{where} {name}"
            for name in names
            if name == "service.aggregates"
            or (name.startswith("service.aggregates.") and family(name.rpartition(".")[2]) != own)
        ]
    assert strangers == []


def test_the_domain_makes_no_ids_and_reads_no_clock():
    """Types may be imported; what differs from one call to the next is an argument."""
    impure = {"uuid1", "uuid4", "uuid6", "uuid7", "now", "today", "utcnow"}
    found = []
    for where, node in nodes(ast.Call):
        assert isinstance(node, ast.Call)
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if where.split("/")[1] in PURE and name in impure:
            found.append(f"{where} {name}")
    assert found == []


def test_http_runs_no_sql():
    found = []
    for where, node in nodes(ast.Attribute):
        assert isinstance(node, ast.Attribute)
        if where.startswith("service/http/") and node.attr in {"execute", "executemany", "cursor"}:
            found.append(where)
    assert found == []


def test_http_reads_as_somebody():
    """Through `regency.reading(actor)`: PostgreSQL itself then tells nobody what is not theirs.

    Only who somebody is, is asked before there is anybody to read as; what is kept from partners
    must be known to be kept from them, wherever it is; and what changed is asked once for all who
    watch, each of whom is told of the own areas.
    """
    exempt = {
        "service/http/areas.py",
        "service/http/calls.py",
        "service/http/live.py",
        "service/http/pages/signing_in.py",
    }
    found = []
    for where, node in nodes(ast.Attribute):
        assert isinstance(node, ast.Attribute)
        path = where.partition(":")[0]
        if path.startswith("service/http/") and node.attr == "pool" and path not in exempt:
            found.append(where)
    assert found == []


@pytest.mark.parametrize("projection", projections.ALL, ids=lambda each: each.name)
def test_every_read_model_has_tests_of_its_own(projection):
    assert TESTS.joinpath(f"projections/test_{projection.name}.py").exists()


def test_locks_name_no_place_to_download_from():
    for lock in HOUSE.glob("*.lock"):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links|@ file:", text), lock


def test_every_setting_is_explained_to_operators():
    told = HOUSE.joinpath("docs/reference/settings.md").read_text()

    assert set(_VARIABLES) == set(Settings.__struct_fields__)
    assert [name for name in _VARIABLES.values() if f"| `{name}` |" not in told] == []
    known = set(_VARIABLES.values())
    assert set(re.findall(r"SANDING_[A-Z_]+[A-Z]", told)) <= known


def test_nothing_is_left_to_be_done_later():
    """What is to be done stands in an issue; a note in the code is read by nobody."""
    notes = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    texts = chain(FILES, HOUSE.glob("docs/**/*.md"), HOUSE.glob("*.md"))

    assert [path for path in texts if notes.search(path.read_text())] == []

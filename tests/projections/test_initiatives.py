"""Initiatives as they stood at a moment: stages counted from events, villages stage by stage."""

from datetime import timedelta

from service.projections import initiatives
from service.projections.initiatives import Progress, VillageMark
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.events import KLEGO, MANGGIS
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

BOTH = (KLEGO, MANGGIS)


def stages(regency: Regency, moment: Moment = PRESENT) -> list[str]:
    with reading(regency, "initiatives") as conn:
        return [one.stage for one in initiatives.stages(conn, regency.schema, ["pukis"], moment)]


def marks(regency: Regency, moment: Moment = PRESENT) -> list[VillageMark]:
    with reading(regency, "initiatives") as conn:
        return initiatives.marks(conn, regency.schema, "pukis", BOTH, moment)


def progress(
    regency: Regency, villages: tuple[str, ...] = BOTH, moment: Moment = PRESENT
) -> dict[str, Progress]:
    with reading(regency, "initiatives") as conn:
        found = initiatives.progress(conn, regency.schema, {"pukis": villages}, moment)
    return {stage: one for (_, stage), one in found.items()}


def test_an_initiative_is_shown_as_it_was_started(regency: Regency) -> None:
    tell(regency, some.started())
    with reading(regency, "initiatives") as conn:
        found = initiatives.one(conn, regency.schema, "pukis")
        assert initiatives.one(conn, regency.schema, "lain") is None
    assert found is not None
    assert (found.acronym, found.owner, found.horizon) == (
        "PUKIS-SISDAMAS",
        "dispermasdes",
        "short",
    )
    assert (list(found.areas), found.area_group, found.outcome) == (["33.09.15"], "", None)


def test_how_many_stages_there_are_is_what_the_events_say(regency: Regency) -> None:
    first = tell(regency, some.started())
    tell(regency, some.stage_added())
    assert stages(regency) == ["d", "i", "k"]
    assert stages(regency, Moment(first)) == ["d", "i"]
    assert stages(regency, Moment(valid_on=some.YESTERDAY)) == ["d", "i"]


def test_a_stage_says_what_it_needs_and_when_it_is_planned(regency: Regency) -> None:
    tell(regency, some.started())
    with reading(regency, "initiatives") as conn:
        [_, one] = initiatives.stages(conn, regency.schema, ["pukis"])
    assert (one.needs, one.planned_from, one.planned_until) == (
        ["d"],
        some.YESTERDAY,
        some.YESTERDAY,
    )


def test_of_a_stage_in_a_village_the_newest_word_counts(regency: Regency) -> None:
    tell(regency, some.started(), some.stage_skipped(villages=BOTH, count=2))
    skipped = regency.log.head()
    tell(regency, some.stage_completed())
    completed = regency.log.head()
    tell(regency, some.stage_reopened())
    told = {
        at: {one.village: one.mark for one in marks(regency, Moment(at))}
        for at in (skipped, completed, regency.log.head())
    }
    assert list(told.values()) == [
        {KLEGO: "skipped", MANGGIS: "skipped"},
        {KLEGO: "completed", MANGGIS: "skipped"},
        {MANGGIS: "skipped"},
    ]


def test_what_came_true_later_is_not_true_yet(regency: Regency) -> None:
    tell(regency, some.started(), some.stage_completed())
    assert marks(regency, Moment(valid_on=some.TODAY - timedelta(days=1))) == []
    assert [one.village for one in marks(regency, Moment(valid_on=some.TODAY))] == [KLEGO]


def test_what_passed_the_gate_says_why(regency: Regency) -> None:
    passed = some.stage_completed(
        stage="i", villages=BOTH, count=2, unmet=(KLEGO,), override_reason="Perintah bupati"
    )
    tell(regency, some.started(), passed)
    told = {one.village: (one.is_overridden, one.reason) for one in marks(regency)}
    assert told == {KLEGO: (True, "Perintah bupati"), MANGGIS: (False, "")}
    assert progress(regency)["i"].overridden == 1


def test_progress_is_counted_in_the_villages_asked_for(regency: Regency) -> None:
    tell(regency, some.started(), some.stage_completed(villages=BOTH, count=2))
    assert progress(regency) == {
        "d": Progress(
            initiative="pukis", stage="d", completed=2, overridden=0, skipped=0, latest=some.TODAY
        )
    }
    assert progress(regency, (KLEGO,))["d"].completed == 1
    assert progress(regency, ()) == {}


def test_each_initiative_is_counted_in_its_own_villages(regency: Regency) -> None:
    other = some.stage_completed(villages=BOTH, count=2, initiative="lain")
    both = some.stage_completed(villages=BOTH, count=2)
    tell(regency, some.started(), some.started(initiative="lain"), both, other)
    with reading(regency, "initiatives") as conn:
        asked = {"pukis": (KLEGO,), "lain": BOTH}
        found = initiatives.progress(conn, regency.schema, asked)
    assert {key: one.completed for key, one in found.items()} == {
        ("pukis", "d"): 1,
        ("lain", "d"): 2,
    }


def test_mandates_are_told_the_oldest_first(regency: Regency) -> None:
    tell(
        regency,
        some.started(),
        some.mandate_linked(),
        some.mandate_linked(number="1", issued_on=some.YESTERDAY - timedelta(days=9)),
    )
    with reading(regency, "initiatives") as conn:
        found = initiatives.mandates(conn, regency.schema, ["pukis"])
    assert [one.number for one in found] == ["1", "005/12/2024"]


def test_an_initiative_ends_on_its_day(regency: Regency) -> None:
    tell(regency, some.started(), some.initiative_ended())
    with reading(regency, "initiatives") as conn:
        now = initiatives.one(conn, regency.schema, "pukis")
        before = initiatives.one(conn, regency.schema, "pukis", Moment(valid_on=some.YESTERDAY))
    assert now is not None
    assert before is not None
    assert (now.outcome, now.ended_on, before.outcome) == ("finished", some.TODAY, None)


def test_initiatives_are_found_by_owner_and_group_page_by_page(regency: Regency) -> None:
    tell(
        regency,
        some.started(initiative="b", area_group="eks"),
        some.started(initiative="a"),
        some.started(initiative="c", owner="baznas"),
    )
    with reading(regency, "initiatives") as conn:
        own = initiatives.find(conn, regency.schema, owner="baznas", limit=9)
        there = initiatives.find(conn, regency.schema, area_group="eks", limit=9)
        rest = initiatives.find(conn, regency.schema, limit=9, after="a")
    assert [one.initiative for one in (*own, *there)] == ["c", "b"]
    assert [one.initiative for one in rest] == ["b", "c"]


def test_initiatives_are_the_same_however_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "initiatives",
        some.started(),
        some.stage_added(),
        some.stage_completed(),
        some.stage_skipped(villages=(MANGGIS,)),
        some.stage_reopened(),
        some.mandate_linked(),
        some.initiative_ended(),
    )

"""UPZ: whose, until when, on both clocks."""

from datetime import date

from service.projections import upzs
from service.projections.moment import PRESENT, Moment
from service.projections.upzs import Asked, Upz
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def standing(regency: Regency, on: date, moment: Moment = PRESENT) -> tuple[str, date] | None:
    with reading(regency, "upzs") as conn:
        found = upzs.one(conn, regency.schema, "upz-dinkes", on=on, moment=moment)
    return (found.standing, found.until) if found else None


def found(regency: Regency, asked: Asked) -> list[Upz]:
    with reading(regency, "upzs") as conn:
        return upzs.find(conn, regency.schema, asked, on=some.TODAY, limit=9)


def test_a_task_runs_from_its_first_day_to_before_its_last(regency: Regency) -> None:
    tell(regency, some.appointed_upz())
    until = date(2029, 11, 3)

    assert standing(regency, date(2024, 11, 2)) == ("ahead", until)
    assert standing(regency, some.YESTERDAY) == ("appointed", until)
    assert standing(regency, date(2029, 11, 2)) == ("appointed", until)
    assert standing(regency, until) == ("over", until)


def test_an_end_cuts_a_term_short_from_when_it_is_known(regency: Regency) -> None:
    before = tell(regency, some.appointed_upz())
    tell(regency, some.ended_upz())

    assert standing(regency, some.TODAY) == ("over", some.TODAY)
    assert standing(regency, some.YESTERDAY) == ("appointed", some.TODAY)
    assert standing(regency, some.TODAY, Moment(before)) == ("appointed", date(2029, 11, 3))
    with reading(regency, "upzs") as conn:
        [term] = upzs.terms(conn, regency.schema, "upz-dinkes")
    assert (term.until, term.ended_reason) == (some.TODAY, "Pengurusnya dimutasi")


def test_the_next_term_follows_the_last(regency: Regency) -> None:
    later = some.appointed_upz(since=date(2029, 11, 3), until=date(2034, 11, 3), decree="SK-9")
    tell(regency, some.appointed_upz(), later)

    assert standing(regency, some.TODAY) == ("appointed", date(2034, 11, 3))
    assert standing(regency, date(2034, 11, 2)) == ("appointed", date(2034, 11, 3))


def test_upz_are_found_by_whom_they_belong_to(regency: Regency) -> None:
    tell(regency, some.appointed_upz(), some.appointed_upz(upz="upz-masjid", host=None))

    def slugs(asked: Asked) -> list[str]:
        return [one.upz for one in found(regency, asked)]

    assert slugs(Asked(parent="baznas-boyolali")) == ["upz-dinkes", "upz-masjid"]
    assert slugs(Asked(of="dinkes")) == slugs(Asked(of="upz-dinkes")) == ["upz-dinkes"]
    assert slugs(Asked(of="pt-contoh")) == []
    assert standing(regency, some.TODAY, Moment(0)) is None


def test_upz_are_the_same_however_they_are_filled(regency: Regency) -> None:
    assert_same_however_filled(regency, "upzs", some.appointed_upz(), some.ended_upz())

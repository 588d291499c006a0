"""Programmes: the catalogue as it stands, and as it stood."""

from service.projections import programmes
from service.projections.moment import PRESENT, Moment
from service.projections.programmes import Asked, Programme
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def one(regency: Regency, moment: Moment = PRESENT) -> Programme | None:
    with reading(regency, "programmes") as conn:
        return programmes.one(conn, regency.schema, "jamban", moment)


def found(regency: Regency, asked: Asked) -> list[str]:
    with reading(regency, "programmes") as conn:
        return [row.programme for row in programmes.find(conn, regency.schema, asked, limit=50)]


def test_a_programme_shows_all_that_is_agreed_about_it(regency: Regency) -> None:
    tell(regency, some.listed(allowed_with=("sembako",), allowed_basis="SK 7", max_decile=2))

    assert one(regency) == Programme(
        programme="jamban",
        name="Jambanisasi",
        owner="baznas-boyolali",
        strategy="reduce_expenditure_burden",
        need="sanitation",
        target_unit="house",
        recurrence="once",
        first_year=2024,
        last_year=2025,
        exclusivity_group="housing",
        evidence_required=["photo_after", "handover"],
        unit_price_rupiah=5_000_000,
        allowed_with=["sembako"],
        allowed_basis="SK 7",
        max_decile=2,
        listed_only=False,
        area_group=None,
        is_geotag_required=False,
        is_report_required=False,
        is_retired=False,
        position=1,
    )


def test_an_unlisted_programme_is_nothing(regency: Regency) -> None:
    assert one(regency) is None


def test_a_revision_replaces_all_terms_and_the_former_ones_are_kept(regency: Regency) -> None:
    listed = tell(regency, some.listed(occurred_on=some.YESTERDAY))
    tell(regency, some.revised(evidence_required=()))

    now, then, true_then = (
        one(regency, moment)
        for moment in (PRESENT, Moment(listed), Moment(valid_on=some.YESTERDAY))
    )

    assert now is not None
    assert (now.unit_price_rupiah, now.evidence_required) == (6_000_000, [])
    assert then is not None
    assert then.unit_price_rupiah == 5_000_000
    assert true_then == then


def test_a_retired_programme_stays_in_the_catalogue_as_retired(regency: Regency) -> None:
    listed = tell(regency, some.listed())
    tell(regency, some.retired())

    now, then = one(regency), one(regency, Moment(listed))

    assert now is not None
    assert now.is_retired
    assert then is not None
    assert not then.is_retired


def test_programmes_are_found_by_owner_need_strategy_year_and_name(regency: Regency) -> None:
    tell(
        regency,
        some.listed(),
        some.listed(
            programme="rtlh",
            name="Rumah Layak",
            owner="dpkp",
            need="housing",
            first_year=2025,
            last_year=None,
        ),
        some.listed(programme="lama", name="Lama"),
        some.retired(programme="lama"),
    )

    assert found(regency, Asked(is_retired=False)) == ["jamban", "rtlh"]
    assert found(regency, Asked(owner="dpkp")) == ["rtlh"]
    assert found(regency, Asked(need="housing")) == ["rtlh"]
    assert found(regency, Asked(strategy="synergise_measures")) == []
    assert found(regency, Asked(fiscal_year=2024, is_retired=False)) == ["jamban"]
    assert found(regency, Asked(fiscal_year=2030)) == ["rtlh"]
    assert found(regency, Asked(text="rumah")) == ["rtlh"]


def test_pages_of_programmes_go_on_where_the_last_one_ended(regency: Regency) -> None:
    tell(regency, *[some.listed(programme=p, name="Sama") for p in ("b", "a", "c")])

    with reading(regency, "programmes") as conn:
        page = programmes.find(conn, regency.schema, limit=9, after=("Sama", "a"))

    assert [row.programme for row in page] == ["b", "c"]


def test_a_programme_keeps_the_names_it_had(regency: Regency) -> None:
    tell(regency, some.listed(occurred_on=some.YESTERDAY), some.revised(name="Jamban Sehat"))

    with reading(regency, "programmes") as conn:
        names = programmes.names(conn, regency.schema)

    assert names == {"jamban": [(some.YESTERDAY, "Jambanisasi"), (some.TODAY, "Jamban Sehat")]}


def test_programmes_are_the_same_however_they_are_filled(regency: Regency) -> None:
    assert_same_however_filled(regency, "programmes", some.listed(), some.revised(), some.retired())

"""Partners: who takes part, under which name, on any day."""

from datetime import date, timedelta

from service.projections import partners
from service.projections.moment import PRESENT, Moment
from service.projections.partners import Asked, Partner
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

SLUG = "baznas-boyolali"
BEFORE = some.TODAY - timedelta(days=400)


def one(regency: Regency, moment: Moment = PRESENT) -> Partner | None:
    with reading(regency, "partners") as conn:
        return partners.one(conn, regency.schema, SLUG, moment)


def found(regency: Regency, asked: Asked) -> list[str]:
    with reading(regency, "partners") as conn:
        return [row.partner for row in partners.find(conn, regency.schema, asked, limit=50)]


def test_a_partner_is_shown_as_it_was_enrolled(regency: Regency) -> None:
    tell(regency, some.enrolled_partner(parent="baznas-jateng"))

    assert one(regency) == Partner(
        partner=SLUG,
        name="Baznas Kabupaten Boyolali",
        aliases=[],
        org_type="baznas",
        helix="philanthropy",
        parent="baznas-jateng",
        is_active=True,
        enrolled_on=some.TODAY,
        position=1,
    )


def test_an_unknown_partner_is_nothing(regency: Regency) -> None:
    assert one(regency) is None


def test_a_partner_is_inactive_until_it_takes_part_again(regency: Regency) -> None:
    tell(regency, some.enrolled_partner(), some.deactivated())
    assert found(regency, Asked(is_active=False)) == [SLUG]

    tell(regency, some.reactivated())
    assert found(regency, Asked(is_active=False)) == []


def test_a_new_name_holds_from_its_day_and_was_known_from_its_event(regency: Regency) -> None:
    enrolled = tell(regency, some.enrolled_partner(occurred_on=BEFORE))
    tell(regency, some.renamed())

    def name(moment: Moment) -> str | None:
        row = one(regency, moment)
        return row.name if row else None

    assert name(PRESENT) == "Baznas Boyolali"
    assert name(Moment(enrolled)) == "Baznas Kabupaten Boyolali"
    assert name(Moment(valid_on=some.YESTERDAY)) == "Baznas Kabupaten Boyolali"
    assert name(Moment(valid_on=BEFORE - timedelta(days=1))) is None


def test_a_name_that_is_written_down_late_does_not_replace_a_newer_one(regency: Regency) -> None:
    tell(
        regency,
        some.enrolled_partner(occurred_on=BEFORE),
        some.renamed(),
        some.renamed(name="BAZ Boyolali", since=BEFORE + timedelta(days=1)),
    )

    row = one(regency)
    with reading(regency, "partners") as conn:
        names = partners.names(conn, regency.schema)

    assert row is not None
    assert row.name == "Baznas Boyolali"
    assert [name for _, name in names[SLUG]] == [
        "Baznas Kabupaten Boyolali",
        "BAZ Boyolali",
        "Baznas Boyolali",
    ]


def test_partners_are_found_by_kind_helix_parent_and_a_part_of_the_name(regency: Regency) -> None:
    tell(
        regency,
        some.enrolled_partner(),
        some.enrolled_partner(
            partner="upz-dinkes",
            name="UPZ Dinas Kesehatan",
            org_type="upz",
            parent=SLUG,
        ),
        some.enrolled_partner(
            partner="pt-contoh", name="PT Contoh", org_type="company", helix="private_sector"
        ),
    )

    assert found(regency, Asked()) == [SLUG, "pt-contoh", "upz-dinkes"]
    assert found(regency, Asked(org_type="upz")) == ["upz-dinkes"]
    assert found(regency, Asked(helix="philanthropy")) == [SLUG, "upz-dinkes"]
    assert found(regency, Asked(parent=SLUG)) == ["upz-dinkes"]
    assert found(regency, Asked(text="KESEHATAN")) == ["upz-dinkes"]
    assert found(regency, Asked(text="%")) == []


def test_pages_of_partners_go_on_where_the_last_one_ended(regency: Regency) -> None:
    tell(regency, *[some.enrolled_partner(partner=p, name="Sama") for p in ("b", "a", "c")])

    with reading(regency, "partners") as conn:
        page = partners.find(conn, regency.schema, limit=9, after=("Sama", "a"))

    assert [row.partner for row in page] == ["b", "c"]


def test_partners_are_the_same_however_they_are_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "partners",
        some.enrolled_partner(parent="x"),
        some.renamed(since=date(2025, 1, 1)),
        some.deactivated(),
        some.reactivated(),
    )


def test_a_partner_is_found_under_what_else_it_is_called(regency: Regency) -> None:
    enrolled = tell(regency, some.enrolled_partner())
    tell(regency, some.aliased())

    assert found(regency, Asked(text="baz")) == found(regency, Asked(text="BAZ")) == [SLUG]
    row, before = one(regency), one(regency, Moment(enrolled))
    assert row
    assert before
    assert (row.aliases, before.aliases) == (["BAZ"], [])
    assert row.name == "Baznas Kabupaten Boyolali"

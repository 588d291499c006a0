"""Lists: what was received, what was read of it, and which rows wait."""

from uuid import UUID

from service.projections import lists
from service.projections.lists import Batch, HeldRow
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def one(regency: Regency, moment: Moment = PRESENT) -> Batch | None:
    with reading(regency, "lists") as conn:
        return lists.one(conn, regency.schema, some.LIST, moment)


def held(
    regency: Regency,
    *,
    is_resolved: bool | None = None,
    reason: str | None = None,
    moment: Moment = PRESENT,
) -> list[HeldRow]:
    with reading(regency, "lists") as conn:
        return lists.quarantine(
            conn,
            regency.schema,
            some.LIST,
            is_resolved=is_resolved,
            reason=reason,
            moment=moment,
            limit=50,
        )


def test_a_list_that_is_being_read_has_no_counts_yet(regency: Regency) -> None:
    tell(regency, some.received(), some.quarantined())

    batch = one(regency)

    assert batch is not None
    assert (batch.name, batch.promised_rows) == ("DTKS Kecamatan Klego", 961)
    assert (batch.completed_on, batch.rows, batch.known) == (None, None, None)
    assert (batch.quarantined_open, batch.quarantined_resolved) == (1, 0)


def test_a_list_that_was_read_counts_rows_households_persons_and_known(regency: Regency) -> None:
    tell(regency, some.received(), some.completed())

    batch = one(regency)

    assert batch is not None
    assert (batch.rows, batch.households, batch.persons, batch.known) == (961, 300, 940, 9)
    assert batch.completed_on == some.TODAY


def test_an_unknown_list_is_nothing(regency: Regency) -> None:
    assert one(regency) is None


def test_rows_in_quarantine_are_open_until_they_are_resolved(regency: Regency) -> None:
    tell(
        regency,
        some.received(),
        some.quarantined(row_no=3, reasons=("nik_taken",)),
        some.quarantined(row_no=2, reasons=("excel_precision_loss", "nik_length")),
        some.quarantined(row_no=1, list=some.OTHER_LIST),
        some.row_resolved(row_no=2),
    )

    batch = one(regency)

    assert batch is not None
    assert (batch.quarantined_open, batch.quarantined_resolved) == (1, 1)
    assert [row.row_no for row in held(regency)] == [2, 3]
    assert [row.row_no for row in held(regency, is_resolved=False)] == [3]
    [resolved] = held(regency, is_resolved=True)
    assert (resolved.row_no, resolved.how, resolved.household) == (2, "corrected", some.HOUSEHOLD)
    assert (resolved.position, resolved.resolved_position) == (3, 5)
    assert [row.row_no for row in held(regency, reason="nik_length")] == [2]
    assert held(regency, reason="nik_length", is_resolved=False) == []


def test_held_rows_are_counted_by_problem_where_the_reader_looks(regency: Regency) -> None:
    tell(
        regency,
        some.received(),
        some.quarantined(row_no=1, reasons=("nik_twice_on_list",), village=some.KLEGO),
        some.quarantined(row_no=2, reasons=("name_empty", "kk_same_digits"), village=some.KLEGO),
        some.quarantined(row_no=3, reasons=("name_empty",), village=""),
        some.row_resolved(row_no=2),
    )
    with reading(regency, "lists") as conn:
        everywhere = lists.reasons(conn, regency.schema, some.LIST)
        there = lists.reasons(conn, regency.schema, some.LIST, areas=["33.09.15"])
        rows = lists.quarantine(conn, regency.schema, some.LIST, areas=["33.09.15"], limit=9)
        waiting = [lists.count_waiting(conn, regency.schema, at) for at in (None, ["33.09.15"])]

    first = everywhere[0]
    assert (first.code, first.rows, first.resolved) == ("name_empty", 2, 1)
    assert {each.code: each.rows for each in there} == dict.fromkeys(
        ("nik_twice_on_list", "name_empty", "kk_same_digits"), 1
    )
    assert [row.row_no for row in rows] == [1, 2]
    assert waiting == [2, 1]
    batch = one(regency)
    assert batch is not None
    assert batch.duplicates == 1


def test_of_an_issuers_mappings_the_latest_that_fits_is_remembered(regency: Regency) -> None:
    ranks, names = {"kk_number": "Kartu", "nik": ""}, {"name": "Warga", "nik": "Identitas"}
    tell(
        regency,
        some.received(mapping=ranks),
        some.received(list=some.OTHER_LIST, mapping=names),
    )
    issuer = some.received().issuer
    with reading(regency, "lists") as conn:
        assert lists.mapping_of(conn, regency.schema, issuer, ["KARTU", "Desil"]) == ranks
        assert lists.mapping_of(conn, regency.schema, issuer, ["Warga", "Identitas"]) == names
        assert lists.mapping_of(conn, regency.schema, issuer, ["Warga"]) == {}


def test_pages_of_rows_and_lists_go_on_where_the_last_one_ended(regency: Regency) -> None:
    tell(
        regency,
        some.received(),
        some.received(list=some.OTHER_LIST),
        *[some.quarantined(row_no=n) for n in (1, 2, 3)],
    )

    with reading(regency, "lists") as conn:
        newest = lists.find(conn, regency.schema, limit=1)
        older = lists.find(conn, regency.schema, limit=1, after=newest[0].position)
        rows = lists.quarantine(conn, regency.schema, some.LIST, limit=9, after=1)

    assert [batch.list for batch in (*newest, *older)] == [some.OTHER_LIST, some.LIST]
    assert [row.row_no for row in rows] == [2, 3]


def test_a_file_that_was_received_before_is_found_by_its_hash(regency: Regency) -> None:
    tell(regency, some.received())

    with reading(regency, "lists") as conn:
        known = lists.find(conn, regency.schema, file_hash="00" * 32, limit=1)
        unknown = lists.find(conn, regency.schema, file_hash="11" * 32, limit=1)

    assert [batch.list for batch in known] == [some.LIST]
    assert unknown == []


def test_an_earlier_moment_shows_what_was_open_then(regency: Regency) -> None:
    tell(regency, some.received(occurred_on=some.YESTERDAY))
    before = tell(regency, some.quarantined(occurred_on=some.YESTERDAY))
    tell(regency, some.row_resolved(), some.completed())

    for moment in (Moment(before), Moment(valid_on=some.YESTERDAY)):
        batch = one(regency, moment)
        assert batch is not None
        assert (batch.quarantined_open, batch.quarantined_resolved, batch.rows) == (1, 0, None)
        [row] = held(regency, moment=moment)
        assert (row.how, row.resolved_on) == (None, None)
    assert one(regency, Moment(0)) is None


def test_lists_are_the_same_however_they_are_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "lists",
        some.received(),
        some.quarantined(),
        some.quarantined(row_no=15, list=UUID(int=9)),
        some.row_resolved(),
        some.completed(),
    )

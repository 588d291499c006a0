"""Which boundaries maps are drawn with, on both clocks."""

from service.projections import boundaries
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def drawn(regency: Regency, moment: Moment = PRESENT) -> list[str]:
    with reading(regency, "boundaries") as conn:
        held = boundaries.published(conn, regency.schema, moment)
        return [held[0].source] if held else []


def test_maps_of_a_moment_are_drawn_with_the_newest_set_of_then(regency: Regency) -> None:
    first = tell(regency, some.boundaries_published(source="Bappeda", occurred_on=some.YESTERDAY))
    tell(regency, some.boundaries_published(file_hash="cd" * 32))
    assert drawn(regency) == ["Badan Informasi Geospasial"]
    assert drawn(regency, Moment(first)) == ["Bappeda"]
    assert drawn(regency, Moment(valid_on=some.YESTERDAY)) == ["Bappeda"]
    assert drawn(regency, Moment(0)) == []
    assert_same_however_filled(regency, "boundaries")


def test_outlines_are_asked_for_by_area(regency: Regency) -> None:
    position = tell(regency, some.boundaries_published())
    with reading(regency, "boundaries") as conn:
        everywhere = boundaries.outlines(conn, regency.schema, position)
        one = boundaries.outlines(conn, regency.schema, position, areas=(some.KLEGO,))
    assert [each.village for each in everywhere] == [some.KLEGO, some.MANGGIS]
    assert [(each.village, tuple(each.rings)) for each in one] == [
        (some.KLEGO, some.boundaries_published().outlines[0].rings)
    ]

"""Who was looked at, when and by whom: tables that come out the same however they are filled."""

from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled


def test_tables_are_the_same_however_the_log_is_cut(regency: Regency):
    assert_same_however_filled(
        regency,
        "verifications",
        some.registered(),
        some.registered(household=some.OTHER_HOUSEHOLD),
        some.claimed(),
        some.need_judged(),
        some.relisted(decile=2),
        some.presence(),
        some.presence(verdict="deceased", since=some.YESTERDAY, evidence=(some.LETTER,)),
        some.judged(evidence=(some.LETTER, some.seen("photo", "ab12"))),
        some.moved(epoch=1),
        some.closed(epoch=2, status="moved_out", method="visit", leaving=(some.HEAD, some.CHILD)),
        some.reopened(epoch=3),
        some.contradicted(epoch=4, status="moved_out", leaving=(some.HEAD,)),
        some.contradiction_decided(epoch=5, members=(some.HEAD,)),
    )

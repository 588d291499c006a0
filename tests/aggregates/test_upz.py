"""A UPZ collects while it is appointed, for one Baznas, with three officers or more."""

from datetime import date
from decimal import Decimal

import pytest

from service.aggregates.upz import (
    OtherBaznas,
    TermOverlaps,
    TermTooLong,
    TooFewOfficers,
    Upz,
    UpzNotAppointed,
    UpzShareTooMuch,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import TODAY, TOMORROW, YESTERDAY, appointed_upz, ended_upz
from tests.support.scenario import after, given

BLANK = Upz()


def appoint(**other):
    terms = {
        "parent": "baznas-boyolali",
        "host": "dinkes",
        "decree": "SK-07/BAZNAS/2024",
        "officers": 3,
        "offices": ("ketua", "sekretaris", "bendahara"),
        "since": YESTERDAY,
        "share_percent": Decimal(5),
        "on": YESTERDAY,
        "today": TODAY,
        **other,
    }
    return lambda upz: upz.appoint("upz-dinkes", **terms)


def end(**other):
    terms = {"reason": "Pengurusnya dimutasi", "on": TODAY, "today": TODAY, **other}
    return lambda upz: upz.end(**terms)


def test_a_term_is_five_years_unless_it_is_said():
    given(BLANK).when(appoint()).then(appointed_upz())


@pytest.mark.parametrize(
    ("other", "rule", "why"),
    [
        ({"officers": 2}, TooFewOfficers, {"officers": 2, "least": 3}),
        (
            {"until": date(2029, 11, 4)},
            TermTooLong,
            {"since": "2024-11-03", "until": "2029-11-04"},
        ),
        ({"until": YESTERDAY}, TermTooLong, {"since": "2024-11-03", "until": "2024-11-03"}),
        ({"share_percent": Decimal("12.51")}, UpzShareTooMuch, {"share_percent": "12.51"}),
        ({"decree": " "}, ReasonMissing, {}),
        ({"on": TOMORROW}, NotHappenedYet, {"on": "2024-11-05", "today": "2024-11-04"}),
    ],
)
def test_an_appointment_is_as_the_rules_want_it(other, rule, why):
    given(BLANK).when(appoint(**other)).then_refused(rule, **why)


def test_a_upz_collects_for_one_baznas():
    given(BLANK, appointed_upz()).when(appoint(parent="baznas-jateng")).then_refused(
        OtherBaznas, upz="upz-dinkes", parent="baznas-boyolali"
    )


def test_a_new_term_begins_when_the_old_one_is_over():
    given(BLANK, appointed_upz()).when(appoint(since=date(2029, 11, 2))).then_refused(
        TermOverlaps, decree="SK-07/BAZNAS/2024", until="2029-11-03"
    )
    known = given(BLANK, appointed_upz()).when(appoint(since=date(2029, 11, 3))).then_known()
    known.require_appointed("upz-dinkes", date(2034, 11, 2))


def test_a_upz_is_appointed_from_its_first_day_to_before_its_last():
    known = after(BLANK, appointed_upz())
    known.require_appointed("upz-dinkes", YESTERDAY)
    for on, until in ((date(2024, 11, 2), "2029-11-03"), (date(2029, 11, 3), "2029-11-03")):
        with pytest.raises(UpzNotAppointed) as refused:
            known.require_appointed("upz-dinkes", on)
        assert refused.value.why == {"upz": "upz-dinkes", "on": on.isoformat(), "until": until}


def test_a_task_ends_before_its_term():
    known = given(BLANK, appointed_upz()).when(end()).then(ended_upz())
    known.require_appointed("upz-dinkes", YESTERDAY)
    given(BLANK, appointed_upz(), ended_upz()).when(end()).then_refused(
        UpzNotAppointed, upz="upz-dinkes", on="2024-11-04", until="2024-11-04"
    )


def test_an_end_ends_the_terms_that_lie_ahead_too():
    ahead = appointed_upz(since=date(2029, 11, 3), until=date(2034, 11, 3))
    known = after(BLANK, appointed_upz(), ahead, ended_upz())
    with pytest.raises(UpzNotAppointed):
        known.require_appointed("upz-dinkes", date(2030, 1, 1))

"""Names: opened from the events when asked, gone once the key is destroyed."""

import pytest

from service.aggregates.household_events import Identity, Residence
from service.kernel.privacy import Private
from service.projections import names
from service.projections.moment import PRESENT, Moment
from service.projections.names import Names
from service.regency import Regency
from service.vault import vault
from tests.support import events as some
from tests.support.database import Urls
from tests.support.erasing import erase
from tests.support.events import CHILD, HEAD, HOUSEHOLD, SPOUSE, STRANGER
from tests.support.told import tell


def who(number: int, name: str) -> Private[Identity]:
    return Private(some.uid(number), Identity(name=name))


def opened(regency: Regency, moment: Moment = PRESENT) -> Names:
    found = names.names_of(regency.log, HOUSEHOLD, moment)
    assert found is not None
    return found


def belonging(regency: Regency, moment: Moment = PRESENT) -> list[object]:
    return [member.person for member in opened(regency, moment).members if member.belongs]


def address(regency: Regency, moment: Moment = PRESENT) -> str | None:
    residence = opened(regency, moment).residence
    return residence.address if residence else None


def new_home(text: str) -> Private[Residence]:
    return Private(HOUSEHOLD, Residence(address=text))


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have keys expire as soon as they are remembered."""
    monkeypatch.setattr(vault, "CACHE_SECONDS", 0)


def test_members_and_their_home_are_named_as_they_were_registered(regency: Regency):
    tell(regency, some.registered())

    found = opened(regency)

    assert found.head.name == "Contoh Wiratama"
    assert [(one.person, one.relation, one.belongs) for one in found.members] == [
        (HEAD, "head", True),
        (SPOUSE, "spouse", True),
        (CHILD, "child", True),
    ]
    assert found.residence is not None
    assert found.residence.address == "Dukuh Contoh"


def test_a_household_nobody_registered_has_no_names(regency: Regency):
    known = tell(regency, some.registered())

    assert names.open_names(regency.log, [some.OTHER_HOUSEHOLD], PRESENT) == {}
    assert names.names_of(regency.log, HOUSEHOLD, Moment(known - 1)) is None
    assert names.names_of(regency.log, HOUSEHOLD, Moment(valid_on=some.YESTERDAY)) is None


def test_who_left_is_still_named_but_told_apart(regency: Regency):
    known = tell(regency, some.registered())
    tell(regency, some.presence())

    assert belonging(regency) == [HEAD, SPOUSE]
    assert belonging(regency, Moment(known)) == [HEAD, SPOUSE, CHILD]
    assert len(opened(regency).members) == 3


def test_whoever_joined_is_named_too(regency: Regency):
    joined = some.enrolled(STRANGER, "grandchild", identity=who(909, "Contoh Cucu"))
    tell(regency, some.registered(), some.joined(member=joined))

    assert opened(regency).members[-1].name == "Contoh Cucu"


def test_the_head_is_the_one_who_became_it(regency: Regency):
    family = (
        some.enrolled(),
        some.enrolled(SPOUSE, "spouse", identity=who(102, "Contoh Istri")),
    )
    known = tell(regency, some.registered(members=family))
    tell(regency, some.head_changed())

    assert opened(regency).head.name == "Contoh Istri"
    assert opened(regency, Moment(known)).head.name == "Contoh Wiratama"


def test_a_home_is_the_one_they_moved_to(regency: Regency):
    known = tell(regency, some.registered())
    tell(regency, some.address_changed(residence=new_home("Dukuh Baru")))
    assert address(regency) == "Dukuh Baru"

    tell(regency, some.moved(residence=new_home("Manggis RT 3")))
    assert address(regency) == "Manggis RT 3"
    assert address(regency, Moment(known)) == "Dukuh Contoh"


@pytest.mark.usefixtures("forgetful")
def test_an_erased_person_reads_as_erased_and_the_others_keep_their_names(
    urls: Urls, regency: Regency
):
    tell(regency, some.registered())
    erase(urls, regency, HEAD)

    found = opened(regency)

    assert (found.head.name, found.head.identity) == ("[dihapus]", None)
    assert found.members[1].name == "Contoh Wiratama"
    assert found.residence is not None


@pytest.mark.usefixtures("forgetful")
def test_an_erased_household_has_no_address(urls: Urls, regency: Regency):
    tell(regency, some.registered())
    erase(urls, regency, HOUSEHOLD)

    assert address(regency) is None


def test_many_households_are_named_at_once(regency: Regency):
    ids = [some.uid(1000 * number) for number in range(1, 4)]
    for household in ids:
        tell(regency, some.registered(household=household, residence=new_home("Dukuh")))

    found = names.open_names(regency.log, ids, PRESENT)

    assert list(found) == ids
    assert {one.head.name for one in found.values()} == {"Contoh Wiratama"}

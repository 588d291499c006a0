"""Personal values: sealed where they stand, gone with their key, refused without one."""

import base64
from functools import partial
from uuid import UUID, uuid4

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.household import Household
from service.aggregates.village import Village
from service.application import Work
from service.database.pools import open_pool
from service.database.sql import in_schema
from service.eventstore.log import Draft
from service.kernel.privacy import Place, Private
from service.vault import keyring, vault
from service.vault.keyring import KeysUnavailable
from service.vault.vault import KeyDestroyed, Misplaced, Vault, seal
from tests.support.events import HOUSEHOLD, TODAY, population, registered, samples
from tests.support.threads import at_once, losers
from tests.support.told import CLERK
from tests.support.writing import open_again, put

PLACE = Place("household:a", 3, "household.registered")
SUBJECT = UUID(int=7)


class Name(Struct, frozen=True):
    """Something personal."""

    name: str


BUDI = Name("Contoh Wiratama")


@pytest.fixture
def keys(urls, request):
    """Give the key database, and a schema of its own in it."""
    with open_pool(urls.vault, size=8, name=f"keys {request.node.name[:20]}") as pool:
        yield pool, f"v{uuid4().hex[:12]}"


@pytest.fixture
def ring():
    return keyring.make()


@pytest.fixture
def opened(keys, ring):
    made = vault_on(keys, ring)
    made.install()
    return made


def vault_on(keys, ring) -> Vault:
    """Open the key table as another process would."""
    pool, schema = keys
    return Vault(pool, schema, ring)


def sealed(opened: Vault, place: Place = PLACE, subject: UUID = SUBJECT) -> Private[Name]:
    """Return a name as it is read back from its place."""
    key = opened.require([subject])[subject]
    _, _, text = seal(Private(subject, BUDI), key, place).partition(":")
    return Private(subject, sealed=text, place=place, kind=Name)


def moved(value: Private[Name], **to) -> Private[Name]:
    """Return a sealed value at another place, or as another subject's."""
    how = {"sealed": value.sealed, "place": value.place, "kind": value.kind, **to}
    return Private(how.pop("subject", value.subject), **how)


def destroy(keys, subject: UUID) -> None:
    """Do what an erasure does to a key."""
    pool, schema = keys
    gone = in_schema(
        "UPDATE {s}.data_keys SET wrapped = NULL, destroyed_at = clock_timestamp() "
        "WHERE subject = %s",
        schema,
    )
    with pool.connection() as conn:
        assert conn.execute(gone, (subject,)).rowcount == 1


@pytest.fixture
def forgetful(monkeypatch):
    """Have keys expire as soon as they are remembered."""
    monkeypatch.setattr(vault, "CACHE_SECONDS", 0)


class TestASealedValue:
    def test_opens_where_it_stands(self, opened):
        assert opened.open(sealed(opened)) == BUDI

    @pytest.mark.parametrize(
        "place",
        [
            PLACE._replace(stream="household:b"),
            PLACE._replace(version=4),
            PLACE._replace(type="household.moved"),
        ],
        ids=["another stream", "another version", "another type"],
    )
    def test_opens_in_no_other_place(self, opened, place):
        with pytest.raises(Misplaced, match=place.stream):
            opened.open(moved(sealed(opened), place=place))

    def test_opens_for_no_other_subject(self, opened):
        other = uuid4()
        opened.require([other])

        with pytest.raises(Misplaced):
            opened.open(moved(sealed(opened), subject=other))

    def test_does_not_open_under_another_subject_s_name_even_with_the_right_key(self, opened):
        other = uuid4()
        key = opened.require([SUBJECT])[SUBJECT]
        opened._remember({other: key})  # noqa: SLF001

        with pytest.raises(Misplaced):
            opened.open(moved(sealed(opened), subject=other))

    @pytest.mark.parametrize("damage", ["", "AAAA", "not base64!", "A" * 80])
    def test_does_not_open_once_damaged(self, opened, damage):
        with pytest.raises(Misplaced):
            opened.open(moved(sealed(opened), sealed=damage))

    def test_does_not_open_with_one_bit_changed(self, opened):
        value = sealed(opened)
        raw = bytearray(base64.b64decode(value.sealed))
        raw[-1] ^= 1

        with pytest.raises(Misplaced):
            opened.open(moved(value, sealed=base64.b64encode(raw).decode()))

    def test_looks_different_each_time(self, opened):
        assert sealed(opened).sealed != sealed(opened).sealed

    def test_opens_among_plain_ones_in_order(self, opened):
        plain = Private(SUBJECT, Name("Contoh Dua"))

        assert opened.open_all([sealed(opened), plain, sealed(opened)]) == [
            BUDI,
            Name("Contoh Dua"),
            BUDI,
        ]

    def test_is_never_sealed_a_second_time(self, opened):
        with pytest.raises(AssertionError, match="still sealed"):
            seal(sealed(opened), opened.require([SUBJECT])[SUBJECT], PLACE)


@pytest.mark.usefixtures("forgetful")
class TestAnErasedSubject:
    def test_reads_as_nothing(self, opened, keys):
        value = sealed(opened)
        destroy(keys, SUBJECT)

        assert opened.open(value) is None
        assert opened.fetch([SUBJECT]) == {}

    def test_can_not_be_written_about_again(self, opened, keys):
        opened.require([SUBJECT])
        destroy(keys, SUBJECT)

        with pytest.raises(KeyDestroyed, match=str(SUBJECT)):
            opened.require([uuid4(), SUBJECT])

    def test_can_not_be_written_about_in_an_event(self, regency):
        event = registered()
        put(regency.log, Draft("household:a", 1, event))
        destroy((regency._key_pool, regency.schema), HOUSEHOLD)  # noqa: SLF001

        with pytest.raises(KeyDestroyed):
            put(regency.log, Draft("household:a", 2, event))

        [draft] = regency.log.load("household:a")
        assert regency.vault.open(draft.event.residence) is None
        assert regency.vault.open(draft.event.members[0].identity) is not None

    def test_who_never_had_a_key_reads_as_nothing_too(self, opened):
        value = moved(sealed(opened), subject=uuid4())

        assert opened.open(value) is None


class TestKeysInMemory:
    def test_are_used_without_asking_the_database(self, opened, keys):
        value = sealed(opened)
        destroy(keys, SUBJECT)

        assert opened.open(value) == BUDI
        assert opened.at_hand(SUBJECT) is not None
        assert opened.at_hand(uuid4()) is None

    @pytest.mark.usefixtures("forgetful")
    def test_expire(self, opened):
        opened.require([SUBJECT])

        assert opened.at_hand(SUBJECT) is None

    def test_expire_also_when_they_are_asked_for_together_with_new_ones(self, opened, keys):
        """t0 a key is loaded, t1 its subject is erased, t2 it is asked for with new subjects
        again and again: it must not live for ever.
        """
        opened.require([SUBJECT])
        until = opened._cache[SUBJECT][1]  # noqa: SLF001
        destroy(keys, SUBJECT)

        opened.require([SUBJECT, uuid4()])

        assert opened._cache[SUBJECT][1] == until  # noqa: SLF001

    def test_have_a_limit(self, opened, monkeypatch):
        monkeypatch.setattr(vault, "CACHE_SUBJECTS", 3)
        for _ in range(10):
            opened.require([uuid4(), uuid4()])

        assert len(opened._cache) <= 3  # noqa: SLF001


class TestDataKeys:
    def test_wrapped_under_an_old_version_still_open(self, keys, ring):
        before = vault_on(keys, ring)
        before.install()
        value = sealed(before)

        newer = replace(
            ring, current=2, wrapping={**ring.wrapping, "2": keyring.make().wrapping["1"]}
        )
        after = vault_on(keys, newer)
        after.install()

        assert after.open(value) == BUDI
        assert after.open(sealed(after, subject=UUID(int=8))) == BUDI
        pool, schema = keys
        with pool.connection() as conn:
            rows = conn.execute(in_schema("SELECT kek FROM {s}.data_keys ORDER BY 1", schema))
            assert rows.fetchall() == [(1,), (2,)]

    def test_whose_version_is_missing_are_unavailable(self, keys, ring):
        newer = replace(ring, current=2, wrapping={**ring.wrapping, "2": ring.wrapping["1"]})
        with_both = vault_on(keys, newer)
        with_both.install()
        value = sealed(with_both)

        with pytest.raises(KeysUnavailable, match="version 2"):
            vault_on(keys, ring).open(value)

    def test_are_the_same_for_all_who_make_them_at_once(self, keys, ring):
        vault_on(keys, ring).install()
        for _ in range(20):
            subject = uuid4()
            vaults = [vault_on(keys, ring) for _ in range(4)]

            values = at_once(*[partial(sealed, each, PLACE, subject) for each in vaults])

            assert not losers(values)
            for each in vaults:
                assert each.open_all(values) == [BUDI] * 4  # type: ignore[arg-type]

    def test_are_not_replaced_by_a_key_file_made_anew(self, keys, ring):
        """t0 the key file is lost, t1 the service starts and makes a new one, t2 it wraps keys
        under it, t3 the old file is found: one half or the other would be lost for good.
        """
        before = vault_on(keys, ring)
        before.install()
        value = sealed(before)

        with pytest.raises(KeysUnavailable):
            vault_on(keys, keyring.make()).install()
        with pytest.raises(KeysUnavailable):
            vault_on(keys, keyring.make()).open(value)

    def test_do_not_open_for_another_subject(self, opened, keys):
        opened.require([SUBJECT])
        pool, schema = keys
        with pool.connection() as conn:
            conn.execute(in_schema("UPDATE {s}.data_keys SET subject = %s", schema), (UUID(int=9),))

        with pytest.raises(KeysUnavailable):
            opened.require([UUID(int=9)])

    def test_table_is_made_once_by_all_who_start_at_once(self, keys, ring):
        outcomes = at_once(*[vault_on(keys, ring).install for _ in range(6)])

        assert not losers(outcomes)

    def test_made_ahead_work_at_once_and_are_kept_together(self, opened, keys, ring):
        people = [uuid4() for _ in range(3)]
        minted = opened.mint(people)
        values = [sealed(opened, PLACE, person) for person in people]

        opened.keep(minted)

        assert vault_on(keys, ring).open_all(values) == [BUDI] * 3


class TestTheIndexOfNumbers:
    def test_is_equal_for_equal_numbers_of_one_kind_only(self, opened):
        assert opened.blind("nik", "3309150101700001") == opened.blind("nik", "3309150101700001")
        assert opened.blind("nik", "3309150101700001") != opened.blind("nik", "3309150101700002")
        assert opened.blind("nik", "3309150101700001") != opened.blind("kk", "3309150101700001")

    def test_says_nothing_without_its_key(self, keys, opened):
        other = vault_on(keys, keyring.make())

        assert opened.blind("nik", "3309150101700001") != other.blind("nik", "3309150101700001")


class TestWithoutTheKeyDatabase:
    @pytest.fixture
    def blinded(self, regency):
        regency._key_pool.close()  # noqa: SLF001
        return regency

    def test_nothing_personal_is_recorded(self, blinded):
        def register(work: Work) -> UUID:
            work.append(Village, "a", population())
            work.append(Household, HOUSEHOLD, registered())
            work.claim_nik("3309150101700001", person=SUBJECT, household=HOUSEHOLD)
            return HOUSEHOLD

        with pytest.raises(KeysUnavailable):
            blinded.ledger.record(CLERK, register, command_id=uuid4())

        assert blinded.log.head() == 0
        assert blinded.log.claims([blinded.vault.blind("nik", "3309150101700001")]) == []

    def test_what_is_not_personal_goes_on(self, blinded):
        def count(work: Work) -> str:
            work.append(Village, "a", population())
            return "a"

        assert blinded.ledger.record(CLERK, count, command_id=uuid4()).position == 1

    def test_nothing_personal_is_read(self, blinded):
        with pytest.raises(KeysUnavailable):
            blinded.vault.open(Private(uuid4(), sealed="AAAA", place=PLACE, kind=Name))
        with pytest.raises(KeysUnavailable):
            blinded.vault.keep(b"")


def test_a_service_with_another_key_file_does_not_start(regency, urls):
    put(regency.log, Draft("household:a", 1, registered()))

    with pytest.raises(KeysUnavailable):
        open_again(regency, urls, ring=keyring.make())


def test_a_personal_value_is_never_shown_by_accident():
    value = Private(SUBJECT, BUDI)

    assert repr(value) == f"Private({SUBJECT})"
    assert "Wiratama" not in f"{value} {registered()}"


def secrets() -> set[str]:
    """Return every personal text in the samples of all events that nothing public repeats."""
    found: set[str] = set()

    def collect(plain: object) -> None:
        match plain:
            case str() if len(plain) > 4:  # shorter ones stand in any hash
                found.add(plain)
            case dict():
                for each in plain.values():
                    collect(each)
            case list() | tuple():
                for each in plain:
                    collect(each)

    def hook(value: Private[Struct]) -> str:
        collect(msgspec.to_builtins(value.plain))
        return ""

    public = b"".join(msgspec.json.encode(each, enc_hook=hook) for each in samples().values())
    return {text for text in found if text.encode() not in public}


def test_no_personal_value_is_found_in_the_log_s_tables(regency):
    """A canary: whoever dumps the log, or reads it over somebody's shoulder, learns nobody."""
    for number, event in enumerate(samples().values()):
        put(regency.log, Draft(f"canary:{number}", 1, event))
    texts = secrets()
    assert {"Contoh Wiratama", "9909150101700001", "9909150101700009", "Dukuh Contoh"} <= texts

    dump = dumped(regency)

    assert str(HOUSEHOLD) in dump
    assert population(occurred_on=TODAY).source in dump
    for text in texts:
        for shape in (text, text.encode().hex(), *in_base64(text)):
            assert shape not in dump, text


def in_base64(text: str) -> list[str]:
    """Return the three ways base64 can show a text within another one, without its ends."""
    if len(text) <= 8:
        return []
    return [base64.b64encode(b"\0" * shift + text.encode())[4:-4].decode() for shift in range(3)]


def dumped(regency) -> str:
    """Return every row of every table of the log's schema, and of its read models, as text."""
    lines = []
    with regency.pool.connection() as conn:
        regency.engine.catch_up()
        tables = conn.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_schema IN (%s, %s) AND table_type = 'BASE TABLE'",
            (regency.schema, f"{regency.schema}_read"),
        ).fetchall()
        assert len(tables) > 4
        for schema, table in tables:
            rows = conn.execute(f"SELECT t::text FROM {schema}.{table} AS t").fetchall()
            lines += [row[0] for row in rows]
    return "\n".join(lines)

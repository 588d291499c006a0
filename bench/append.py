"""A verdict through the whole command path, against the library's recorder and a bare INSERT."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from bench.result import Result, at_least, per_second
from service.aggregates.household import Household
from service.application import Work
from service.kernel.roles import Actor
from service.kernel.verdicts import Evidence
from service.regency import Regency

ROUNDS = 3
EACH = 1_000
TODAY = date(2026, 11, 1)
SEEN = (Evidence(kind="visit", reference="K-1", on=TODAY),)


def measure(regency: Regency, actor: Actor, households: list[UUID], owner_url: str) -> list[Result]:
    """Compare appends with one client and with sixteen.

    Args:
        households: at least 16 times 50 registered ones.
    """
    results = []
    with stock(owner_url) as recorder, bare(owner_url) as (connections, insert):
        for clients, wanted_stock, wanted_bare in ((1, 1.2, None), (16, None, 0.5)):
            ours = theirs = plain = 0.0
            for _ in range(ROUNDS):  # by turns, so that a busy moment of the machine hits all
                ours = max(ours, commands(regency, actor, households, clients))
                theirs = max(theirs, per_second(EACH, clients, stock_append(recorder)))
                plain = max(plain, per_second(EACH, clients, bare_append(connections, insert)))
            name = f"append, {clients} client" + ("s" if clients > 1 else "")
            results += [
                at_least(name, "commands/s", ours, "stock recorder", theirs, wanted_stock or 0),
                at_least(name, "commands/s", ours, "bare INSERT", plain, wanted_bare or 0),
            ]
    return results


def commands(regency: Regency, actor: Actor, households: list[UUID], clients: int) -> float:
    """Return verdicts a second, each client on households of its own."""
    share = len(households) // clients

    def judge(client: int, number: int) -> None:
        household = households[client * share + number % min(share, 50)]

        def verdict(work: Work) -> UUID:
            state = work.load(Household, household)
            events = state.judge(
                "eligible", on=TODAY, today=work.today, method="visit", evidence=SEEN
            )
            work.append(Household, household, *events)
            return household

        regency.ledger.record(actor, verdict, command_id=uuid4())

    return per_second(EACH, clients, judge)


@contextmanager
def stock(owner_url: str) -> Iterator[PostgresApplicationRecorder]:
    """Give the library's own recorder, as it comes, on a schema of its own."""
    schema = f"bench_stock_{uuid4().hex[:8]}"
    found = conninfo_to_dict(owner_url)
    datastore = PostgresDatastore(
        dbname=str(found["dbname"]),
        host=str(found["host"]),
        port=str(found["port"]),
        user=str(found["user"]),
        password=str(found["password"]),
        pool_size=16,
        originator_id_type="text",
        schema=schema,
    )
    with psycopg.connect(owner_url, autocommit=True) as conn:
        conn.execute(f"CREATE SCHEMA {schema}")
        recorder: PostgresApplicationRecorder = PostgresApplicationRecorder(datastore)
        recorder.create_table()
        try:
            yield recorder
        finally:
            datastore.close()
            conn.execute(f"DROP SCHEMA {schema} CASCADE")


def stock_append(recorder: PostgresApplicationRecorder) -> Any:
    """Return a function that appends one event of the same size by the library."""
    streams: dict[int, str] = {}

    def append(client: int, number: int) -> None:
        if number == 0:
            streams[client] = f"household:{uuid4()}"
        recorder.insert_events([StoredEvent(streams[client], number + 1, "household.judged", BODY)])

    return append


@contextmanager
def bare(owner_url: str) -> Iterator[tuple[list[psycopg.Connection], str]]:
    """Give connections and an INSERT of the same row into a table of the same shape."""
    schema = f"bench_bare_{uuid4().hex[:8]}"
    with psycopg.connect(owner_url, autocommit=True) as conn:
        conn.execute(
            f"""
            CREATE SCHEMA {schema};
            CREATE TABLE {schema}.events (
                position    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                stream      text        COLLATE "C" NOT NULL,
                version     int         NOT NULL,
                type        text        COLLATE "C" NOT NULL,
                data        jsonb       NOT NULL,
                meta        jsonb       NOT NULL,
                salt        bytea       NOT NULL,
                recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                UNIQUE (stream, version)
            )
            """
        )
        connections = [psycopg.connect(owner_url, autocommit=True) for _ in range(16)]
        insert = (
            f"INSERT INTO {schema}.events (stream, version, type, data, meta, salt) "
            "VALUES (%s, %s, %s, %s::jsonb, %s::jsonb, %s)"
        )
        try:
            yield connections, insert
        finally:
            for connection in connections:
                connection.close()
            conn.execute(f"DROP SCHEMA {schema} CASCADE")


def bare_append(connections: list[psycopg.Connection], insert: str) -> Any:
    """Return a function that inserts one row, prepared, on the client's own connection."""
    streams: dict[int, str] = {}

    def append(client: int, number: int) -> None:
        if number == 0:
            streams[client] = f"household:{uuid4()}"
        row = (streams[client], number + 1, "household.judged", BODY.decode(), META, os.urandom(16))
        connections[client].execute(insert, row, prepare=True)

    return append


BODY = (
    b'{"occurred_on":"2026-11-01","household":"01a200f1-ef24-7822-9880-56620d26bf9f",'
    b'"village":"33.09.15.2009","status":"eligible","persons":3,"verdict":"eligible",'
    b'"method":"visit","evidence":[{"kind":"visit","reference":"K-1","on":"2026-11-01"}]}'
)
META = (
    '{"actor":"bench","position":"Pengukur","role":"secretariat","organisation":"tkpkd",'
    '"command":"9158e3ff-71fb-4da9-8cd2-8b77a0ee0e24","channel":"api"}'
)

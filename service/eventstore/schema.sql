-- One regency's log. {s} is its schema, {app} the role that may add to it and read it.
-- Run by the owner role, which the service itself never uses.
CREATE SCHEMA {s};

-- Writer lock, gapless counter and clock of the log, in one row that is updated in place.
CREATE TABLE {s}.head (
    one         bool        PRIMARY KEY DEFAULT true CHECK (one),
    position    bigint      NOT NULL DEFAULT 0,
    recorded_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 10);
INSERT INTO {s}.head DEFAULT VALUES;

CREATE TABLE {s}.events (
    position    bigint      PRIMARY KEY,
    stream      text        COLLATE "C" NOT NULL,
    version     int         NOT NULL CHECK (version > 0),
    type        text        COLLATE "C" NOT NULL,
    data        jsonb       NOT NULL,
    meta        jsonb       NOT NULL,
    salt        bytea       NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT events_stream_version UNIQUE (stream, version)
) WITH (toast_tuple_target = 8160);
-- Bodies stay in the row and uncompressed: ciphertext does not compress, and reading four fields of
-- a registration costs nine times as much when its row was compressed or cut in two.
ALTER TABLE {s}.events ALTER COLUMN data SET STORAGE EXTERNAL;

-- What each command was answered, so that the same command is answered the same again.
CREATE TABLE {s}.commands (
    id          uuid        PRIMARY KEY,
    position    bigint      NOT NULL,
    stream      text        COLLATE "C" NOT NULL,
    version     int         NOT NULL,
    result      text        NOT NULL,
    fingerprint bytea       NOT NULL,
    recorded_at timestamptz NOT NULL
);
-- From a moment to a position: as-of reads by time. One entry per commit, not per event.
CREATE INDEX commands_recorded_at ON {s}.commands (recorded_at, position);

-- Whose a NIK (a person's) or a KK number (a household's) is, by keyed hash. Deletable: erasing
-- the subject deletes the row, never an event.
CREATE TABLE {s}.claims (
    blind     bytea PRIMARY KEY,
    subject   uuid  NOT NULL,
    household uuid  NOT NULL
);
CREATE INDEX claims_subject ON {s}.claims (subject);

CREATE FUNCTION {s}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {s}.events
    FOR EACH STATEMENT EXECUTE FUNCTION {s}.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {s}.commands
    FOR EACH STATEMENT EXECUTE FUNCTION {s}.refuse_change();
ALTER TABLE {s}.events ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE {s}.commands ENABLE ALWAYS TRIGGER append_only;

-- The one way in for commands: a group of them, one after the other in one transaction. A function,
-- so that every statement in it has a snapshot of its own: what a command expects is looked at
-- after the lock is held. In a single statement it would be looked at before: t0 two commands take
-- their snapshots, t1 both find their streams unmoved, t2 both append. Everybody who appends holds
-- the lock, so what was looked at stays true, and a command that says no leaves the others be.
--
-- What is an array for one command comes as the text of that array. `expected` and
-- `expected_versions`: every stream the command read or writes, and the version it saw.
-- `about_versions`: the version the stream of a command's first event has after it.
-- `fault` is empty, or says what is in the way: `command`, `number` or `stream`.
CREATE FUNCTION {s}.append(
    commands uuid[], answers text[], fingerprints bytea[], metas text[],
    about_versions int[],
    streams text[], versions text[], types text[], bodies text[], salts text[],
    expected text[], expected_versions text[],
    blinds text[], subjects text[], households text[], released text[]
) RETURNS TABLE (last bigint, moment timestamptz, fault text) LANGUAGE plpgsql AS $$
DECLARE
    head     bigint;
    n        int;
    written  text[];
BEGIN
    SELECT h.position, h.recorded_at INTO STRICT head, moment
    FROM {s}.head AS h
    FOR UPDATE;
    -- Asked only now. In the statement above it may be asked before the wait for the lock: t0 we
    -- ask, t1 somebody reads what is known as of now, t2 the lock is ours and t0 gets an event.
    moment := greatest(clock_timestamp(), moment);

    FOR i IN 1 .. cardinality(commands) LOOP
        written := streams[i]::text[];
        n := cardinality(written);
        last := 0;
        fault := CASE
            WHEN EXISTS (SELECT FROM {s}.commands AS c WHERE c.id = commands[i]) THEN 'command'
            WHEN EXISTS (
                SELECT FROM unnest(expected[i]::text[], expected_versions[i]::int[])
                    AS seen (stream, version)
                WHERE seen.version <> coalesce(
                    (SELECT e.version FROM {s}.events AS e WHERE e.stream = seen.stream
                     ORDER BY e.version DESC LIMIT 1), 0)
            ) THEN 'stream'
            WHEN blinds[i] <> '{}' AND EXISTS (
                SELECT FROM {s}.claims AS held
                JOIN unnest(blinds[i]::bytea[], subjects[i]::uuid[], households[i]::uuid[])
                    AS c (blind, subject, household) USING (blind)
                WHERE (held.subject, held.household) <> (c.subject, c.household)
                  AND held.subject <> ALL (released[i]::uuid[])
            ) THEN 'number'
            ELSE '' END;

        IF fault = '' THEN
            head := head + n;
            last := head;
            INSERT INTO {s}.commands (id, position, stream, version, result, fingerprint, recorded_at)
            VALUES (commands[i], head, written[1], about_versions[i],
                    answers[i], fingerprints[i], moment);
            IF released[i] <> '{}' THEN
                DELETE FROM {s}.claims AS c WHERE c.subject = ANY (released[i]::uuid[]);
            END IF;
            IF blinds[i] <> '{}' THEN
                INSERT INTO {s}.claims (blind, subject, household)
                SELECT c.blind, c.subject, c.household
                FROM unnest(blinds[i]::bytea[], subjects[i]::uuid[], households[i]::uuid[])
                    AS c (blind, subject, household)
                -- Whoever holds a number may say so again.
                WHERE NOT EXISTS (SELECT FROM {s}.claims AS held WHERE held.blind = c.blind);
            END IF;
            INSERT INTO {s}.events
                (position, stream, version, type, data, meta, salt, recorded_at)
            SELECT head - n + e.place, e.stream, e.version, e.type, e.body::jsonb, metas[i]::jsonb,
                   e.salt, moment
            FROM unnest(written, versions[i]::int[], types[i]::text[], bodies[i]::text[],
                        salts[i]::bytea[])
                 WITH ORDINALITY AS e (stream, version, type, body, salt, place);
        END IF;
        RETURN NEXT;
    END LOOP;

    UPDATE {s}.head AS h SET position = head, recorded_at = moment WHERE h.position <> head;
END $$;

GRANT USAGE ON SCHEMA {s} TO {app};
GRANT SELECT, UPDATE ON {s}.head TO {app};
GRANT SELECT, INSERT ON {s}.events, {s}.commands TO {app};
GRANT SELECT, INSERT, DELETE ON {s}.claims TO {app};

-- Read models are the service's own: disposable, rebuilt, never backed up.
CREATE SCHEMA {s}_read;
GRANT USAGE, CREATE ON SCHEMA {s}_read TO {app};

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
);

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

-- The one way in for a command. A function, so that every statement in it has a snapshot of its
-- own: the guards are read after the lock is held. In a single statement they would be read
-- before it: t0 two commands take their snapshots, t1 both see the guard hold, t2 both append.
CREATE FUNCTION {s}.append(
    command uuid, answer text, fingerprint bytea, meta jsonb,
    streams text[], versions int[], types text[], bodies text[], salts bytea[],
    guards text[], guard_versions int[],
    blinds bytea[], subjects uuid[], households uuid[], released uuid[],
    OUT last bigint, OUT moment timestamptz
) LANGUAGE plpgsql AS $$
DECLARE
    n       int := cardinality(streams);
    changed text;
BEGIN
    UPDATE {s}.head AS h
    SET position = h.position + n,
        recorded_at = greatest(clock_timestamp(), h.recorded_at)
    RETURNING h.position, h.recorded_at INTO STRICT last, moment;

    IF cardinality(guards) > 0 THEN
        SELECT g.stream INTO changed
        FROM unnest(guards, guard_versions) AS g (stream, version)
        WHERE g.version <> coalesce(
            (SELECT e.version FROM {s}.events AS e WHERE e.stream = g.stream
             ORDER BY e.version DESC LIMIT 1), 0)
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'stream % has changed', changed
                USING ERRCODE = 'serialization_failure';
        END IF;
    END IF;

    INSERT INTO {s}.commands (id, position, stream, version, result, fingerprint, recorded_at)
    SELECT append.command, last, streams[1],
           (SELECT max(v) FROM unnest(streams, versions) AS t (s, v) WHERE s = streams[1]),
           answer, append.fingerprint, moment;

    IF cardinality(released) > 0 THEN
        DELETE FROM {s}.claims AS c WHERE c.subject = ANY (released);
    END IF;
    IF cardinality(blinds) > 0 THEN
        INSERT INTO {s}.claims (blind, subject, household)
        SELECT c.blind, c.subject, c.household
        FROM unnest(blinds, subjects, households) AS c (blind, subject, household)
        -- Whoever holds a number may say so again.
        WHERE NOT EXISTS (
            SELECT FROM {s}.claims AS held
            WHERE held.blind = c.blind AND held.subject = c.subject
              AND held.household = c.household);
    END IF;

    INSERT INTO {s}.events (position, stream, version, type, data, meta, salt, recorded_at)
    SELECT last - n + e.i, e.stream, e.version, e.type, e.body::jsonb, append.meta, e.salt, moment
    FROM unnest(streams, versions, types, bodies, salts)
         WITH ORDINALITY AS e (stream, version, type, body, salt, i);
END $$;

-- The same within a group of commands: one that can't be appended leaves the others standing.
-- `fault` is empty, or the constraint or guard that said no.
CREATE FUNCTION {s}.try_append(
    command uuid, answer text, fingerprint bytea, meta jsonb,
    streams text[], versions int[], types text[], bodies text[], salts bytea[],
    guards text[], guard_versions int[],
    blinds bytea[], subjects uuid[], households uuid[], released uuid[],
    OUT last bigint, OUT moment timestamptz, OUT fault text
) LANGUAGE plpgsql AS $$
BEGIN
    SELECT a.last, a.moment, '' INTO STRICT last, moment, fault
    FROM {s}.append(command, answer, fingerprint, meta, streams, versions, types, bodies, salts,
                    guards, guard_versions, blinds, subjects, households, released) AS a;
EXCEPTION
    WHEN unique_violation THEN
        GET STACKED DIAGNOSTICS fault = CONSTRAINT_NAME;
    WHEN serialization_failure THEN
        fault := 'guard';
END $$;

GRANT USAGE ON SCHEMA {s} TO {app};
GRANT SELECT, UPDATE ON {s}.head TO {app};
GRANT SELECT, INSERT ON {s}.events, {s}.commands TO {app};
GRANT SELECT, INSERT, DELETE ON {s}.claims TO {app};

-- Read models are the service's own: disposable, rebuilt, never backed up.
CREATE SCHEMA {s}_read;
GRANT USAGE, CREATE ON SCHEMA {s}_read TO {app};

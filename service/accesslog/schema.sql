-- Who looked at whom, when and for what: one row a page. {s} is the regency's schema, {app} the
-- role that may add to it and read it; nobody may change it. Run by the owner role.
--
-- Subjects are ids of households and persons, never a name or a number. The rows of one request
-- share their `batch`: an export of a regency is cut into several.
CREATE TABLE {s}.access_log (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch        uuid        NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    account      text        COLLATE "C" NOT NULL,
    name         text        NOT NULL,
    position     text        NOT NULL,
    role         text        COLLATE "C" NOT NULL,
    organisation text        COLLATE "C" NOT NULL,
    kind         text        COLLATE "C" NOT NULL
        CHECK (kind IN ('read', 'search', 'export', 'report')),
    purpose      text        COLLATE "C" NOT NULL,
    reference    text        NOT NULL CHECK (reference !~ '([0-9][ .-]?){15}[0-9]'),
    channel      text        COLLATE "C" NOT NULL,
    subjects     uuid[]      NOT NULL,
    count        int         NOT NULL CHECK (count = cardinality(subjects))
);
-- Whoever looks at one subject looks at few rows; at one account, at the newest.
CREATE INDEX access_log_subjects ON {s}.access_log USING gin (subjects);
CREATE INDEX access_log_account ON {s}.access_log (account, id);
CREATE INDEX access_log_batch ON {s}.access_log (batch);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {s}.access_log
    FOR EACH STATEMENT EXECUTE FUNCTION {s}.refuse_change();
ALTER TABLE {s}.access_log ENABLE ALWAYS TRIGGER append_only;
GRANT SELECT, INSERT ON {s}.access_log TO {app};

-- Who is signed in. UNLOGGED: nothing of it enters the write-ahead log or a backup, and a crash of
-- the database signs everybody out. {s} is the regency's schema, {app} the service's role.
CREATE UNLOGGED TABLE {s}.sessions (
    id            uuid        PRIMARY KEY,
    token_hash    bytea       NOT NULL UNIQUE,
    account       text        COLLATE "C" NOT NULL,
    acting_for    text        COLLATE "C" NOT NULL DEFAULT '',
    csrf_key      bytea       NOT NULL,
    is_complete   bool        NOT NULL,
    started_at    timestamptz NOT NULL,
    seen_at       timestamptz NOT NULL,
    proved_at     timestamptz NOT NULL,
    purpose       text        NOT NULL DEFAULT '',
    purpose_until timestamptz,
    address       text        NOT NULL,
    agent         text        NOT NULL
);
CREATE INDEX sessions_account ON {s}.sessions (account);

-- Attempts to prove who one is, by hash of the account and of the address they came from.
CREATE UNLOGGED TABLE {s}.attempts (
    key bytea       NOT NULL,
    at  timestamptz NOT NULL
);
CREATE INDEX attempts_key ON {s}.attempts (key, at);

-- One-time codes that were used: each opens once, however often it is sent.
CREATE UNLOGGED TABLE {s}.used_codes (
    account text   COLLATE "C" NOT NULL,
    step    bigint NOT NULL,
    PRIMARY KEY (account, step)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON {s}.sessions, {s}.attempts, {s}.used_codes TO {app};

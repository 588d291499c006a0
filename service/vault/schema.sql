CREATE SCHEMA IF NOT EXISTS {s};

-- One row per subject. A destroyed key keeps its row with no key in it, so that the same subject
-- can't get a new one by accident.
CREATE TABLE IF NOT EXISTS {s}.data_keys (
    subject      uuid        PRIMARY KEY,
    kek          smallint    NOT NULL,
    wrapped      bytea,
    made_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    destroyed_at timestamptz,
    CONSTRAINT destroyed_or_there CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

-- The version keys must at least be wrapped under. Whoever makes keys holds this row shared, and a
-- rotation changes it: so no key is wrapped under a version that is about to be dropped.
CREATE TABLE IF NOT EXISTS {s}.wrapping_version (
    one     bool     PRIMARY KEY DEFAULT true CHECK (one),
    current smallint NOT NULL
);
INSERT INTO {s}.wrapping_version (current) VALUES (1) ON CONFLICT DO NOTHING;

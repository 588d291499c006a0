-- Photos, sealed with the key of the household they show. {s} is the regency's schema, {app} the
-- role that may add, read and delete them; nothing is ever changed. Run by the owner role.
--
-- That there is a photo, of what, and its hash stand in the log; here is what it shows. A row may
-- go: an erasure deletes it, and what a backup still holds opens under no key.
CREATE TABLE {s}.photos (
    household uuid        NOT NULL,
    hash      text        COLLATE "C" NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    sealed    bytea       NOT NULL CHECK (octet_length(sealed) < 4194304),
    kept_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (household, hash)
);
-- Sealed bytes don't compress; trying costs time.
ALTER TABLE {s}.photos ALTER COLUMN sealed SET STORAGE EXTERNAL;
GRANT SELECT, INSERT, DELETE ON {s}.photos TO {app};

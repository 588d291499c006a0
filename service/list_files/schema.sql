-- The files that lists arrived as, in sealed parts of about a megabyte. {s} is the regency's schema,
-- {app} the role that may add, read and delete them; nothing is ever changed. Run by the owner role.
--
-- The head comes after the last part, names nobody and stays: with it and no parts, the file went
-- because somebody on it was erased. What a backup still holds opens under no key.
CREATE TABLE {s}.list_file_heads (
    list     uuid        PRIMARY KEY,
    parts    int         NOT NULL CHECK (parts >= 0),
    bytes    bigint      NOT NULL CHECK (bytes >= 0),
    hash     text        COLLATE "C" NOT NULL,
    left_out text[]      NOT NULL,
    kept_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE {s}.list_files (
    list   uuid  NOT NULL,
    part   int   NOT NULL CHECK (part > 0),
    sealed bytea NOT NULL CHECK (octet_length(sealed) < 4194304),
    PRIMARY KEY (list, part)
);
-- Sealed bytes don't compress; trying costs time.
ALTER TABLE {s}.list_files ALTER COLUMN sealed SET STORAGE EXTERNAL;
GRANT SELECT, INSERT ON {s}.list_file_heads TO {app};
GRANT SELECT, INSERT, DELETE ON {s}.list_files TO {app};

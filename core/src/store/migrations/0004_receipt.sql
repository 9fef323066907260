-- Seals that steps on this phone named or that were fetched, with the server's receipt once it is here, else
-- the time from which it is to be asked for.
CREATE TABLE receipt (
    seal BLOB PRIMARY KEY REFERENCES blob (digest) ON DELETE CASCADE,
    intent BLOB,
    ask_from_ms INTEGER NOT NULL,
    bytes BLOB
) WITHOUT ROWID;
CREATE INDEX receipt_missing ON receipt (ask_from_ms) WHERE bytes IS NULL;

-- Every table leads with the company, so that a database can be sharded by it.

CREATE TABLE IF NOT EXISTS meta (
    company BLOB NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (company, key)
) STRICT, WITHOUT ROWID;

-- One gap-free sequence per company. class: 0 envelope, 1 verdict, 2 scope change.
CREATE TABLE IF NOT EXISTS log (
    company BLOB NOT NULL, position INTEGER NOT NULL, class INTEGER NOT NULL,
    envelope BLOB, intent BLOB, person BLOB, device BLOB, records BLOB, body BLOB, received_ms INTEGER,
    PRIMARY KEY (company, position)
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS log_envelope ON log (company, envelope) WHERE class = 0;
CREATE UNIQUE INDEX IF NOT EXISTS log_intent ON log (company, intent) WHERE class = 0;

CREATE TABLE IF NOT EXISTS refused (
    company BLOB NOT NULL, envelope BLOB NOT NULL, intent BLOB NOT NULL, device BLOB NOT NULL,
    problems BLOB NOT NULL, body BLOB NOT NULL, received_ms INTEGER NOT NULL,
    PRIMARY KEY (company, envelope)
) STRICT;
CREATE INDEX IF NOT EXISTS refused_device ON refused (company, device);

CREATE TABLE IF NOT EXISTS document (
    company BLOB NOT NULL, record BLOB NOT NULL, kind TEXT NOT NULL, heads BLOB NOT NULL,
    changes INTEGER NOT NULL, last_position INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (company, record)
) STRICT;

CREATE TABLE IF NOT EXISTS record (
    company BLOB NOT NULL, record BLOB NOT NULL, kind TEXT NOT NULL, number TEXT, title TEXT NOT NULL,
    status TEXT NOT NULL, closed INTEGER NOT NULL, customer BLOB, updated_ms INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (company, record)
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS record_number ON record (company, number) WHERE number IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_kind ON record (company, kind, updated_ms);
CREATE INDEX IF NOT EXISTS record_updated ON record (company, updated_ms);

CREATE TABLE IF NOT EXISTS membership (
    company BLOB NOT NULL, record BLOB NOT NULL, bucket TEXT NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER,
    PRIMARY KEY (company, record, bucket, from_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS membership_bucket ON membership (company, bucket, from_seq);
CREATE INDEX IF NOT EXISTS membership_from ON membership (company, from_seq);
CREATE INDEX IF NOT EXISTS membership_to ON membership (company, to_seq) WHERE to_seq IS NOT NULL;

CREATE TABLE IF NOT EXISTS access_grant (
    company BLOB NOT NULL, person BLOB NOT NULL, bucket TEXT NOT NULL, reason BLOB NOT NULL,
    from_seq INTEGER NOT NULL, to_seq INTEGER,
    PRIMARY KEY (company, person, bucket, reason, from_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS access_grant_reason ON access_grant (company, reason) WHERE to_seq IS NULL;

CREATE TABLE IF NOT EXISTS claim (
    company BLOB NOT NULL, reason BLOB NOT NULL, person BLOB NOT NULL, bucket TEXT NOT NULL,
    PRIMARY KEY (company, reason, person, bucket)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS claim_person ON claim (company, person);

CREATE TABLE IF NOT EXISTS serial (
    company BLOB NOT NULL, segment TEXT NOT NULL, prefix TEXT NOT NULL, month TEXT NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (company, segment, prefix, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS segment (
    company BLOB NOT NULL PRIMARY KEY, next INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS code (
    company BLOB NOT NULL, digest BLOB NOT NULL, person BLOB NOT NULL, issued_by BLOB NOT NULL,
    expires_ms INTEGER NOT NULL, used_by BLOB, answer BLOB,
    PRIMARY KEY (company, digest)
) STRICT;

CREATE TABLE IF NOT EXISTS blob (
    company BLOB NOT NULL, blob BLOB NOT NULL, size INTEGER NOT NULL, person BLOB NOT NULL, complete INTEGER NOT NULL,
    PRIMARY KEY (company, blob)
) STRICT;

-- Blobs that accepted envelopes name as a seal, the position of the first one, and the digest of the seal
-- in it once it was read and has a receipt.
CREATE TABLE IF NOT EXISTS seal (
    company BLOB NOT NULL, blob BLOB NOT NULL, position INTEGER NOT NULL, seal BLOB,
    PRIMARY KEY (company, blob)
) STRICT, WITHOUT ROWID;

-- The one receipt of each seal, by the seal's digest.
CREATE TABLE IF NOT EXISTS receipt (
    company BLOB NOT NULL, seal BLOB NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (company, seal)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS blob_record (
    company BLOB NOT NULL, blob BLOB NOT NULL, record BLOB NOT NULL,
    PRIMARY KEY (company, blob, record)
) STRICT, WITHOUT ROWID;

-- Who read a record with cost or personal data at the console, and when.
CREATE TABLE IF NOT EXISTS reading (
    company BLOB NOT NULL, ordinal INTEGER NOT NULL, at_ms INTEGER NOT NULL, reader TEXT NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (company, ordinal)
) STRICT, WITHOUT ROWID;

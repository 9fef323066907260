-- Marks the file as this product's, so that no other program's is ever written to.
PRAGMA application_id = 1179862065;

-- Which envelope names a blob, and on which record. A refused one names it as long as the person has not
-- dealt with its intent.
CREATE TABLE blob_name (
    blob BLOB NOT NULL,
    record BLOB NOT NULL,
    envelope BLOB NOT NULL,
    refused BLOB,
    PRIMARY KEY (blob, record, envelope)
) WITHOUT ROWID;
CREATE INDEX blob_name_record ON blob_name (record);
CREATE INDEX blob_name_envelope ON blob_name (envelope);
CREATE INDEX blob_name_refused ON blob_name (refused) WHERE refused IS NOT NULL;

-- Since when nothing names a blob, as far as the clean-up saw.
ALTER TABLE blob ADD COLUMN unnamed_since_ms INTEGER;

-- What names the blobs that are here already: a digest's bytes stand as they are in whatever names it.
INSERT OR IGNORE INTO blob_name (blob, record, envelope)
    SELECT b.digest, d.record, x'' FROM blob b JOIN document d ON instr(d.accepted, b.digest) > 0;
INSERT OR IGNORE INTO blob_name (blob, record, envelope)
    SELECT b.digest, r.record, o.envelope FROM outbox o JOIN outbox_record r ON r.position = o.position
    JOIN envelope e ON e.hash = o.envelope JOIN blob b ON instr(e.bytes, b.digest) > 0;
INSERT OR IGNORE INTO blob_name (blob, record, envelope, refused)
    SELECT b.digest, a.record, a.intent, a.intent FROM attention a JOIN blob b ON instr(a.envelope, b.digest) > 0;

-- A refused envelope is kept under attention only, so that no restored server is offered it again.
DELETE FROM envelope WHERE own = 1 AND bytes IN (SELECT envelope FROM attention);

-- Received envelopes that a restored server has not been offered yet.
CREATE TABLE offer_again (
    envelope BLOB PRIMARY KEY REFERENCES envelope (hash) ON DELETE CASCADE
) WITHOUT ROWID;

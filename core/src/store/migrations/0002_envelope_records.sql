-- Which records an envelope writes, so that forgetting a record forgets what was received of it.
CREATE TABLE envelope_record (
    record BLOB NOT NULL,
    envelope BLOB NOT NULL REFERENCES envelope (hash) ON DELETE CASCADE,
    PRIMARY KEY (record, envelope)
) WITHOUT ROWID;
CREATE INDEX envelope_record_envelope ON envelope_record (envelope);

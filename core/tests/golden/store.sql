PRAGMA user_version = 4;

CREATE TABLE attention (
    intent BLOB PRIMARY KEY,
    step TEXT NOT NULL,
    record BLOB NOT NULL,
    refused_at_ms INTEGER NOT NULL,
    step_values BLOB NOT NULL,
    problems BLOB NOT NULL,
    envelope BLOB NOT NULL
);

CREATE TABLE blob (
    digest BLOB PRIMARY KEY,
    size INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    state INTEGER NOT NULL
, unnamed_since_ms INTEGER);

CREATE TABLE blob_chunk (
    digest BLOB NOT NULL REFERENCES blob (digest) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (digest, number)
);

CREATE TABLE blob_name (
    blob BLOB NOT NULL,
    record BLOB NOT NULL,
    envelope BLOB NOT NULL,
    refused BLOB,
    PRIMARY KEY (blob, record, envelope)
) WITHOUT ROWID;

CREATE TABLE clock (
    record BLOB NOT NULL,
    rule TEXT NOT NULL,
    instance TEXT NOT NULL,
    state TEXT NOT NULL,
    open INTEGER NOT NULL,
    sorts_at_ms INTEGER NOT NULL,
    next_change_ms INTEGER,
    responsible BLOB,
    role TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (record, rule, instance)
) WITHOUT ROWID;

CREATE TABLE document (
    record BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    accepted BLOB,
    local BLOB
);

CREATE TABLE draft (
    record BLOB NOT NULL,
    step TEXT NOT NULL,
    updated_ms INTEGER NOT NULL,
    draft_values BLOB NOT NULL,
    PRIMARY KEY (record, step)
) WITHOUT ROWID;

CREATE TABLE envelope (
    hash BLOB PRIMARY KEY,
    own INTEGER NOT NULL,
    stored_at_ms INTEGER NOT NULL,
    bytes BLOB NOT NULL
);

CREATE TABLE envelope_record (
    record BLOB NOT NULL,
    envelope BLOB NOT NULL REFERENCES envelope (hash) ON DELETE CASCADE,
    PRIMARY KEY (record, envelope)
) WITHOUT ROWID;

CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE offer_again (
    envelope BLOB PRIMARY KEY REFERENCES envelope (hash) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE outbox (
    position INTEGER PRIMARY KEY,
    envelope BLOB NOT NULL UNIQUE,
    intent BLOB NOT NULL
);

CREATE TABLE outbox_record (
    record BLOB NOT NULL,
    position INTEGER NOT NULL REFERENCES outbox (position) ON DELETE CASCADE,
    PRIMARY KEY (record, position)
) WITHOUT ROWID;

CREATE TABLE receipt (
    seal BLOB PRIMARY KEY REFERENCES blob (digest) ON DELETE CASCADE,
    intent BLOB,
    ask_from_ms INTEGER NOT NULL,
    bytes BLOB
) WITHOUT ROWID;

CREATE TABLE record (
    record BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    number TEXT,
    title TEXT NOT NULL,
    status TEXT NOT NULL,
    closed INTEGER NOT NULL,
    customer BLOB,
    responsible BLOB,
    due_ms INTEGER,
    updated_ms INTEGER NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE record_key (
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (field, value, record)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5 (tokens, content = '', contentless_delete = 1, tokenize = 'ascii');

CREATE TABLE search_row (id INTEGER PRIMARY KEY, record BLOB NOT NULL UNIQUE);

CREATE TABLE serial (
    segment TEXT NOT NULL,
    prefix TEXT NOT NULL,
    month TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (segment, prefix, month)
) WITHOUT ROWID;

CREATE INDEX blob_name_envelope ON blob_name (envelope);

CREATE INDEX blob_name_record ON blob_name (record);

CREATE INDEX blob_name_refused ON blob_name (refused) WHERE refused IS NOT NULL;

CREATE INDEX blob_unsent ON blob (state, complete, priority);

CREATE INDEX clock_change ON clock (next_change_ms) WHERE next_change_ms IS NOT NULL;

CREATE INDEX clock_due ON clock (open, sorts_at_ms);

CREATE INDEX clock_due_of ON clock (responsible, open, sorts_at_ms);

CREATE INDEX document_kind ON document (kind);

CREATE INDEX envelope_age ON envelope (stored_at_ms);

CREATE INDEX envelope_record_envelope ON envelope_record (envelope);

CREATE INDEX outbox_record_position ON outbox_record (position);

CREATE INDEX receipt_missing ON receipt (ask_from_ms) WHERE bytes IS NULL;

CREATE INDEX record_by_customer ON record (customer, updated_ms DESC);

CREATE INDEX record_by_due ON record (kind, closed, due_ms);

CREATE INDEX record_by_number ON record (number);

CREATE INDEX record_by_responsible ON record (responsible, closed, due_ms);

CREATE INDEX record_by_status ON record (kind, status, updated_ms DESC);

CREATE INDEX record_by_update ON record (kind, updated_ms DESC);

CREATE INDEX record_key_record ON record_key (record);

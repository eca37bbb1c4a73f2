-- +goose Up
-- The way of a credit into SIASN, the national personnel record: one row per
-- credit, its history, the calls that were made, and what SIASN says.

CREATE TABLE merit.deliveries (
    id              uuid        PRIMARY KEY,
    seq             bigint      GENERATED ALWAYS AS IDENTITY,  -- order of the queue
    entry_id        uuid        NOT NULL CONSTRAINT deliveries_entry REFERENCES merit.entries (id),
    person_id       uuid        NOT NULL CONSTRAINT deliveries_person REFERENCES accounts.persons (id),
    source          text        NOT NULL,
    kind            text        NOT NULL CONSTRAINT deliveries_kind CHECK (kind IN ('kursus', 'diklat')),
    state           text        NOT NULL CONSTRAINT deliveries_state
        CHECK (state IN ('draft', 'checked', 'saved', 'uploaded', 'confirmed', 'refused', 'by_hand', 'removing', 'removed')),
    remote_person   text        NOT NULL DEFAULT '',
    remote_id       text        NOT NULL DEFAULT '',
    save_begun_at   timestamptz,                               -- a save may have reached SIASN, answer or not
    document_sha256 text        NOT NULL DEFAULT '',
    attempts        int         NOT NULL DEFAULT 0,
    next_try_at     timestamptz NOT NULL DEFAULT now(),
    error_code      text        NOT NULL DEFAULT '',           -- see merit.Trouble
    error_said      text        NOT NULL DEFAULT '',           -- SIASN's own words, redacted
    by_hand_reason  text        NOT NULL DEFAULT '',
    reversed_at     timestamptz,
    dry_run_at      timestamptz,                               -- an operator was shown what would be sent
    approved_by     uuid,
    approved_at     timestamptz,
    lease           uuid,
    lease_until     timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    changed_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT deliveries_one_per_entry UNIQUE (entry_id),
    CONSTRAINT deliveries_saved_names_row CHECK (state NOT IN ('saved', 'uploaded', 'confirmed') OR remote_id <> '')
);
CREATE UNIQUE INDEX deliveries_one_per_remote ON merit.deliveries (kind, remote_id) WHERE remote_id <> '' AND state <> 'removed';
CREATE INDEX deliveries_waiting ON merit.deliveries (next_try_at, seq) WHERE state IN ('draft', 'checked', 'saved', 'uploaded', 'removing');
CREATE INDEX deliveries_of_person ON merit.deliveries (person_id, seq);
CREATE INDEX deliveries_of_source ON merit.deliveries (source);

CREATE TABLE merit.delivery_events (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    delivery_id uuid        NOT NULL CONSTRAINT delivery_events_delivery REFERENCES merit.deliveries (id),
    from_state  text        NOT NULL,
    to_state    text        NOT NULL,
    actor       uuid,                                          -- NULL: the worker
    detail      jsonb       NOT NULL DEFAULT '{}',             -- no personal data
    at          timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX delivery_events_of ON merit.delivery_events (delivery_id, id);
CREATE TRIGGER delivery_events_append_only BEFORE UPDATE OR DELETE ON merit.delivery_events FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER delivery_events_no_truncate BEFORE TRUNCATE ON merit.delivery_events FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- Every call to SIASN, redacted by the client; kept for a while (job).
CREATE TABLE merit.siasn_requests (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    delivery_id uuid,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    exchange    jsonb       NOT NULL
);
CREATE INDEX siasn_requests_of ON merit.siasn_requests (delivery_id, id);
CREATE INDEX siasn_requests_age ON merit.siasn_requests (at);

-- One row: what the operators decided, the token they pasted, and the state of
-- the line.
CREATE TABLE merit.siasn_settings (
    one           boolean     NOT NULL DEFAULT true CONSTRAINT siasn_settings_pkey PRIMARY KEY CONSTRAINT siasn_settings_one CHECK (one),
    push_mode     text        NOT NULL DEFAULT 'batch' CONSTRAINT siasn_settings_mode CHECK (push_mode IN ('batch', 'auto')),
    approved_by   uuid,                                        -- of the first push
    approved_at   timestamptz,
    token         bytea,                                       -- SSO token, encrypted (AES-256-GCM)
    token_exp     timestamptz,
    token_by      uuid,
    token_at      timestamptz,
    paused        text        NOT NULL DEFAULT '',             -- a Trouble code; '' is open
    paused_at     timestamptz,
    next_try_at   timestamptz NOT NULL DEFAULT now(),          -- nothing is tried before
    failures      int         NOT NULL DEFAULT 0,              -- in a row
    answered_at   timestamptz                                  -- SIASN last answered
);
INSERT INTO merit.siasn_settings DEFAULT VALUES;

-- What SIASN says a person has: fetched, or read from a file.
CREATE TABLE merit.siasn_rows (
    person_id    uuid        NOT NULL CONSTRAINT siasn_rows_person REFERENCES accounts.persons (id),
    kind         text        NOT NULL CONSTRAINT siasn_rows_kind CHECK (kind IN ('kursus', 'diklat')),
    remote_id    text        NOT NULL,
    number       text        NOT NULL,
    title        text        NOT NULL,
    organiser    text        NOT NULL,
    jp           int         NOT NULL,
    started_on   text        NOT NULL,                         -- dd-mm-yyyy, as SIASN writes it
    completed_on text        NOT NULL,
    path         text        NOT NULL,
    has_document boolean,                                      -- NULL: the file does not tell
    origin       text        NOT NULL CONSTRAINT siasn_rows_origin CHECK (origin IN ('connector', 'file')),
    seen_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT siasn_rows_pkey PRIMARY KEY (person_id, kind, remote_id)
);

-- When a person's rows were last read whole; without a line, "not there" is not known.
CREATE TABLE merit.siasn_seen (
    person_id uuid        NOT NULL CONSTRAINT siasn_seen_pkey PRIMARY KEY CONSTRAINT siasn_seen_person REFERENCES accounts.persons (id),
    origin    text        NOT NULL,
    seen_at   timestamptz NOT NULL DEFAULT now()
);

-- What an operator looked at in the reconciliation and let be, with the reason.
CREATE TABLE merit.siasn_notes (
    key     text        NOT NULL CONSTRAINT siasn_notes_pkey PRIMARY KEY, -- finding it is about
    verdict text        NOT NULL CONSTRAINT siasn_notes_verdict CHECK (verdict IN ('ignored', 'noted')),
    reason  text        NOT NULL CONSTRAINT siasn_notes_reason CHECK (reason <> ''),
    by_account uuid,
    at      timestamptz NOT NULL DEFAULT now()
);

-- Credits from before there was a queue.
INSERT INTO merit.deliveries (id, entry_id, person_id, source, kind, state)
SELECT gen_random_uuid(), e.id, e.person_id, e.source, CASE WHEN e.siasn_path = 1 THEN 'diklat' ELSE 'kursus' END,
       CASE WHEN EXISTS (SELECT FROM merit.entries r WHERE r.reverses = e.id) THEN 'removed' ELSE 'draft' END
FROM merit.entries e WHERE e.kind = 'credit'
ORDER BY e.created_at, e.id;

-- +goose Up
-- Files that are answers: they come in pieces, so that a lost signal costs one
-- piece, and belong to one place of one paper.

-- state: begun ──last piece, looked at──▶ complete ──no longer wanted──▶ dropped
--           └─────────────no longer wanted──────────────────────────────────┘
-- Object first, row last. A dropped one keeps its row until its objects are gone.
CREATE TABLE media.uploads (
    id           uuid        PRIMARY KEY, -- chosen by the device, so that a repeat is known as one
    name         text        NOT NULL CONSTRAINT uploads_name CHECK (length(name) BETWEEN 1 AND 200), -- as its owner calls it; no marker reads it
    bytes        bigint      NOT NULL CONSTRAINT uploads_bytes CHECK (bytes > 0), -- announced
    received     bigint      NOT NULL DEFAULT 0 CONSTRAINT uploads_received CHECK (received BETWEEN 0 AND bytes),
    object_key   text        CONSTRAINT uploads_object UNIQUE,
    content_type text,       -- by its content, never by its name
    sha256       text        CONSTRAINT uploads_sha256_form CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    touched_at   timestamptz NOT NULL DEFAULT now(), -- the last piece
    completed_at timestamptz,
    dropped_at   timestamptz,
    CONSTRAINT uploads_whole CHECK (completed_at IS NULL
        OR (object_key IS NOT NULL AND content_type IS NOT NULL AND sha256 IS NOT NULL AND received = bytes))
);
CREATE INDEX uploads_dropped ON media.uploads (dropped_at) WHERE dropped_at IS NOT NULL;

CREATE TABLE media.upload_pieces (
    upload_id  uuid   NOT NULL CONSTRAINT upload_pieces_upload REFERENCES media.uploads (id),
    start      bigint NOT NULL, -- where in the file
    bytes      bigint NOT NULL CONSTRAINT upload_pieces_bytes CHECK (bytes > 0),
    object_key text   NOT NULL,
    CONSTRAINT upload_pieces_pkey PRIMARY KEY (upload_id, start)
);

-- Whose upload it is.
CREATE TABLE quiz.uploads (
    upload_id  uuid        NOT NULL CONSTRAINT uploads_upload REFERENCES media.uploads (id) CONSTRAINT uploads_pkey PRIMARY KEY,
    attempt_id uuid        NOT NULL,
    no         int         NOT NULL,
    begun_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT uploads_item FOREIGN KEY (attempt_id, no) REFERENCES quiz.items (attempt_id, no)
);
CREATE INDEX uploads_of ON quiz.uploads (attempt_id, no);

-- An answer of such an item is a set of its own complete uploads.
ALTER TABLE quiz.items ADD COLUMN files boolean NOT NULL DEFAULT false;
UPDATE quiz.items i SET files = true FROM bank.versions v WHERE v.id = i.question_id AND v.kind = 'file';

-- +goose StatementBegin
-- Whether each is a complete upload of this item. It holds them until the save
-- has committed: a sweep locks first and looks again, so what a saved answer
-- names is never swept. VOLATILE, for a snapshot from after the wait.
CREATE FUNCTION quiz.own_files(attempt uuid, item int, given text[]) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE found_ids text[];
BEGIN
    SELECT array_agg(held.upload_id::text) INTO found_ids FROM (
        SELECT u.upload_id FROM quiz.uploads u JOIN media.uploads m ON m.id = u.upload_id
        WHERE u.attempt_id = attempt AND u.no = item AND u.upload_id::text = ANY (given)
            AND m.completed_at IS NOT NULL AND m.dropped_at IS NULL
        ORDER BY u.upload_id FOR KEY SHARE OF u) held;
    RETURN given <@ COALESCE(found_ids, '{}');
END
$$;
-- +goose StatementEnd

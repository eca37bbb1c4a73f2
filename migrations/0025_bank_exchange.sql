-- +goose Up
-- Questions that come in files: what was taken, and what was not, with its
-- source.

CREATE TABLE bank.imports (
    id          uuid        PRIMARY KEY,
    digest      text        NOT NULL CONSTRAINT imports_digest CHECK (digest ~ '^[0-9a-f]{64}$'), -- of the file, its format and its place
    format      text        NOT NULL CONSTRAINT imports_format CHECK (format IN ('gift', 'aiken', 'moodle-xml', 'qti', 'xlsx')),
    file_name   text        NOT NULL,
    category_id uuid        CONSTRAINT imports_category REFERENCES bank.categories (id),
    created_by  uuid        CONSTRAINT imports_by REFERENCES accounts.accounts (id),
    created_at  timestamptz NOT NULL DEFAULT now(),
    counts      jsonb       NOT NULL, -- {read, new, same, refused, kept, altered}
    problems    jsonb       NOT NULL  -- [{line, file, question, code, severity, id, en}]
);
CREATE INDEX imports_newest ON bank.imports (created_at DESC);

-- What could not become a question, as it stood in the file.
CREATE TABLE bank.kept (
    import_id uuid NOT NULL CONSTRAINT kept_import REFERENCES bank.imports (id),
    no        int  NOT NULL, -- in the order of the file
    line      int  NOT NULL, -- 0: not known
    file      text NOT NULL, -- inside a package, else empty
    name      text NOT NULL,
    code      text NOT NULL, -- why (bank/portable)
    source    text NOT NULL,
    CONSTRAINT kept_pkey PRIMARY KEY (import_id, no)
);

-- Which files of the object store a version shows: who may see the version may
-- see them.
CREATE TABLE bank.version_files (
    version_id uuid NOT NULL CONSTRAINT version_files_version REFERENCES bank.versions (id),
    file_id    uuid NOT NULL CONSTRAINT version_files_file REFERENCES media.files (id),
    CONSTRAINT version_files_pkey PRIMARY KEY (version_id, file_id)
);
CREATE INDEX version_files_file ON bank.version_files (file_id);

-- +goose StatementBegin
-- Whoever writes a version or its key need not think of its files.
CREATE FUNCTION bank.note_files() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said text;
    version uuid;
BEGIN
    IF TG_TABLE_NAME = 'versions' THEN
        said := NEW.stem_html || NEW.content::text;
        version := NEW.id;
    ELSE
        said := NEW.explanation_html || NEW.key::text;
        version := NEW.version_id;
    END IF;
    IF position('/api/media/files/' IN said) > 0 THEN
        INSERT INTO bank.version_files (version_id, file_id)
        SELECT DISTINCT version, f.id
        FROM regexp_matches(said, '/api/media/files/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/content', 'g') m
        JOIN media.files f ON f.id = m[1]::uuid
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER versions_files AFTER INSERT ON bank.versions FOR EACH ROW EXECUTE FUNCTION bank.note_files();
CREATE TRIGGER keys_files AFTER INSERT ON bank.keys FOR EACH ROW EXECUTE FUNCTION bank.note_files();

INSERT INTO bank.version_files (version_id, file_id)
SELECT DISTINCT v.id, f.id
FROM bank.versions v
CROSS JOIN LATERAL regexp_matches(v.stem_html || v.content::text, '/api/media/files/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/content', 'g') m
JOIN media.files f ON f.id = m[1]::uuid;

-- +goose Up
-- Files that are to be signed: which certificate, by whom, how far.

ALTER TABLE certificates.templates
    ADD COLUMN signing text NOT NULL DEFAULT 'none' -- how the files of this template are signed
        CONSTRAINT templates_signing CHECK (signing IN ('none', 'local', 'bsre_sign', 'bsre_seal', 'bsre_v1', 'portal'));

CREATE SCHEMA signing;

-- One request to sign. What was given to sign with is nowhere in the database.
CREATE TABLE signing.runs (
    id          uuid        PRIMARY KEY,
    kind        text        NOT NULL,
    party       text        NOT NULL, -- key of who signs: "agency" or "nip:…"
    asked_by    uuid        NOT NULL CONSTRAINT runs_asked_by REFERENCES accounts.persons (id),
    asked_at    timestamptz NOT NULL DEFAULT now(),
    total       int         NOT NULL,
    state       text        NOT NULL DEFAULT 'running' CONSTRAINT runs_state CHECK (state IN ('running', 'done', 'stopped')),
    why         text        NOT NULL DEFAULT '', -- why it stopped
    detail      text        NOT NULL DEFAULT '',
    process     uuid        NOT NULL,            -- which process holds the secret
    lease_until timestamptz NOT NULL,            -- after this moment the process is taken for dead
    ended_at    timestamptz,
    CONSTRAINT runs_ended CHECK ((state = 'running') = (ended_at IS NULL))
);
CREATE INDEX runs_running ON signing.runs (lease_until) WHERE state = 'running';
CREATE INDEX runs_newest ON signing.runs (asked_at DESC);

CREATE TABLE signing.documents (
    id             uuid        PRIMARY KEY,
    certificate_id uuid        NOT NULL CONSTRAINT documents_one_per_certificate UNIQUE
                               CONSTRAINT documents_certificate REFERENCES certificates.certificates (id),
    kind           text        NOT NULL CONSTRAINT documents_kind CHECK (kind IN ('local', 'bsre_sign', 'bsre_seal', 'bsre_v1', 'portal')),
    number         text        NOT NULL,
    title          text        NOT NULL,
    place          text        NOT NULL DEFAULT '',
    lot            text        NOT NULL, -- what belongs together on the screen: "batch:<id>" or "course:<code or title>"
    parties        jsonb       NOT NULL, -- [{key, name, title}] in the order of signing, decided once
    step           int         NOT NULL DEFAULT 0 CONSTRAINT documents_step CHECK (step >= 0), -- signatures it has
    party          text        NOT NULL, -- key of who signs next; '' when nobody is left
    state          text        NOT NULL DEFAULT 'waiting'
                               CONSTRAINT documents_state CHECK (state IN ('waiting', 'signing', 'handed_off', 'signed', 'refused', 'withdrawn')),
    why            text        NOT NULL DEFAULT '', -- the last reason why it was not signed
    detail         text        NOT NULL DEFAULT '',
    run_id         uuid        CONSTRAINT documents_run REFERENCES signing.runs (id),
    part_key       text        NOT NULL DEFAULT '', -- the file with the signatures so far; '' is the drawn one
    part_sha256    text        NOT NULL DEFAULT '',
    signatures     jsonb       NOT NULL DEFAULT '[]', -- what our check found: [{signer, issuer, serial, at, stamped}]
    remote         text        NOT NULL DEFAULT '', -- id at the other side
    callback_sha256 text       NOT NULL DEFAULT '', -- of the word the portal must bring back
    tries          int         NOT NULL DEFAULT 0,
    created_at     timestamptz NOT NULL DEFAULT now(),
    changed_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT documents_in_a_run CHECK (state <> 'signing' OR run_id IS NOT NULL),
    CONSTRAINT documents_part_whole CHECK ((part_key = '') = (part_sha256 = '')),
    CONSTRAINT documents_signed_by_all CHECK (state <> 'signed' OR party = '')
);
CREATE INDEX documents_waiting ON signing.documents (kind, party, lot, created_at, id) WHERE state = 'waiting';
CREATE INDEX documents_of_run ON signing.documents (run_id, created_at, id) WHERE state = 'signing';
CREATE INDEX documents_of_lot ON signing.documents (lot, created_at DESC, id DESC);

-- Signed is for ever: what is signed never changes, and nothing is deleted.
-- +goose StatementBegin
CREATE FUNCTION signing.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state <> 'signed' AND OLD.certificate_id = NEW.certificate_id AND OLD.kind = NEW.kind
        AND (OLD.parties = NEW.parties OR OLD.step = 0) AND NEW.step >= OLD.step THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a document that is signed is not changed, and none is deleted'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'documents_are_records';
END $$;
-- +goose StatementEnd
CREATE TRIGGER documents_are_records BEFORE UPDATE OR DELETE ON signing.documents FOR EACH ROW EXECUTE FUNCTION signing.refuse_change();
CREATE TRIGGER documents_no_truncate BEFORE TRUNCATE ON signing.documents FOR EACH STATEMENT EXECUTE FUNCTION signing.refuse_change();

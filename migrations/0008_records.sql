-- +goose Up
-- Room in the two records, the certificate and the ledger entry.
--
-- What a certificate says beyond its first form: the design and signatories of
-- the day, how it is to be signed, the signed claim of its QR code, and what
-- may happen to it later (signed, superseded).

ALTER TABLE certificates.certificates
    ADD COLUMN template_id     uuid,                             -- which template it was designed with; NULL is the built-in one
    ADD COLUMN design          jsonb NOT NULL DEFAULT '{}',      -- the template's content on the day, so that the sheet can be drawn again
    ADD COLUMN predicate       text  NOT NULL DEFAULT '',
    ADD COLUMN signatories     jsonb NOT NULL DEFAULT '[]',      -- [{name, nip, rank, title}] in order, the title of the day of issue
    ADD COLUMN signing         text  NOT NULL DEFAULT 'none'     -- how the file is to be signed
        CONSTRAINT certificates_signing CHECK (signing IN ('none', 'local', 'bsre_sign', 'bsre_seal', 'bsre_v1', 'portal')),
    ADD COLUMN unit_id         uuid,                             -- the unit whose numbers it is counted in; NULL is the agency
    ADD COLUMN course_code     text  NOT NULL DEFAULT '',
    ADD COLUMN course_revision int   NOT NULL DEFAULT 0,
    ADD COLUMN claim           text  NOT NULL DEFAULT '',        -- the signed claim in the QR code; '' on those issued before there was one
    ADD COLUMN supersedes      uuid  CONSTRAINT certificates_supersedes REFERENCES certificates.certificates (id),
    -- written later, each once
    ADD COLUMN superseded_at    timestamptz,
    ADD COLUMN superseded_by    uuid CONSTRAINT certificates_superseded_by REFERENCES certificates.certificates (id),
    ADD COLUMN supersede_reason text NOT NULL DEFAULT '',
    ADD COLUMN signed_key       text NOT NULL DEFAULT '',        -- the signed file in the store
    ADD COLUMN signed_sha256    text NOT NULL DEFAULT '',
    ADD COLUMN signed_at        timestamptz,
    ADD CONSTRAINT certificates_superseded_whole CHECK ((superseded_at IS NULL) = (superseded_by IS NULL) AND (superseded_at IS NULL) = (supersede_reason = '')),
    ADD CONSTRAINT certificates_signed_whole CHECK ((signed_key = '') = (signed_sha256 = '') AND (signed_key = '') = (signed_at IS NULL)),
    ADD CONSTRAINT certificates_superseded_once UNIQUE (superseded_by);
CREATE UNIQUE INDEX certificates_supersedes_once ON certificates.certificates (supersedes) WHERE supersedes IS NOT NULL;

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION certificates.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later CONSTANT text[] := ARRAY['pdf_key', 'pdf_sha256', 'revoked_at', 'revoke_reason', 'mailed_at',
        'superseded_at', 'superseded_by', 'supersede_reason', 'signed_key', 'signed_sha256', 'signed_at'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - later = to_jsonb(NEW) - later
        AND (OLD.pdf_key = '' OR (OLD.pdf_key, OLD.pdf_sha256) = (NEW.pdf_key, NEW.pdf_sha256))
        AND (OLD.revoked_at IS NULL OR (OLD.revoked_at, OLD.revoke_reason) = (NEW.revoked_at, NEW.revoke_reason))
        AND (OLD.mailed_at IS NULL OR OLD.mailed_at = NEW.mailed_at)
        AND (OLD.superseded_at IS NULL OR (OLD.superseded_at, OLD.superseded_by, OLD.supersede_reason) = (NEW.superseded_at, NEW.superseded_by, NEW.supersede_reason))
        AND (OLD.signed_key = '' OR (OLD.signed_key, OLD.signed_sha256, OLD.signed_at) = (NEW.signed_key, NEW.signed_sha256, NEW.signed_at)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an issued certificate is not changed or deleted'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'certificates_are_records';
END $$;
-- +goose StatementEnd

-- What a ledger entry says beyond its first form.
ALTER TABLE merit.entries
    ADD COLUMN role          text    NOT NULL DEFAULT 'participant' CONSTRAINT entries_role CHECK (role IN ('participant', 'trainer')),
    ADD COLUMN international boolean NOT NULL DEFAULT false,  -- the conversion table has values of its own for these
    ADD COLUMN origin        text    NOT NULL DEFAULT 'course' CONSTRAINT entries_origin CHECK (origin IN ('course', 'external', 'teaching', 'manual')),
    ADD COLUMN organiser     text    NOT NULL DEFAULT '',
    ADD COLUMN started_on    date;                            -- first day; NULL on entries made before it was kept

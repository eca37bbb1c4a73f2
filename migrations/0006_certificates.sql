-- +goose Up
-- Certificates: one per subject, numbered without gaps, drawn after commit.

CREATE SCHEMA certificates;

-- The row of a year is locked while a number is taken from it, and the number
-- is written back in the transaction that uses it: no gap, no number twice.
CREATE TABLE certificates.series (
    name text NOT NULL,
    year int  NOT NULL,
    last int  NOT NULL DEFAULT 0 CONSTRAINT series_last CHECK (last >= 0), -- last running number given
    CONSTRAINT series_pkey PRIMARY KEY (name, year)
);

-- The row holds everything that is printed, as it was on the day: later changes
-- of the person, the agency's name or the address change nothing here, and the
-- PDF can be drawn again from it, byte for byte.
CREATE TABLE certificates.certificates (
    id            uuid        PRIMARY KEY,
    public_id     text        NOT NULL CONSTRAINT certificates_public_id UNIQUE -- 160 random bits, base32: the address of the public page
                              CONSTRAINT certificates_public_id_form CHECK (public_id ~ '^[a-z2-7]{32}$'),
    number        text        NOT NULL CONSTRAINT certificates_number UNIQUE,
    source        text        NOT NULL CONSTRAINT certificates_one_per_subject UNIQUE, -- "enrolment:<id>"
    person_id     uuid        NOT NULL CONSTRAINT certificates_person REFERENCES accounts.persons (id),
    holder_name   text        NOT NULL CONSTRAINT certificates_holder CHECK (holder_name <> ''), -- with titles
    holder_nip    text        NOT NULL DEFAULT '', -- empty for citizens, like the next three
    holder_rank   text        NOT NULL DEFAULT '', -- "Penata (III/c)"
    holder_position text      NOT NULL DEFAULT '',
    holder_unit   text        NOT NULL DEFAULT '',
    course_title  text        NOT NULL,
    organiser     text        NOT NULL,
    agency        text        NOT NULL,
    place         text        NOT NULL DEFAULT '',
    verify_url    text        NOT NULL, -- what the printed QR code says
    jp            int         NOT NULL CONSTRAINT certificates_jp CHECK (jp >= 0),
    siasn_path    int         NOT NULL,
    started_on    date        NOT NULL,
    completed_on  date        NOT NULL,
    issued_on     date        NOT NULL, -- the agency's calendar day of issued_at
    curriculum    jsonb       NOT NULL, -- [{title, jp}]
    evidence      jsonb       NOT NULL DEFAULT '{}', -- ids of the server's own record
    issued_at     timestamptz NOT NULL,
    demo          boolean     NOT NULL DEFAULT false, -- issued to made-up people: the sheet says so
    revoked_at    timestamptz,
    revoke_reason text        NOT NULL DEFAULT '', -- for the files, never shown in public
    pdf_key       text        NOT NULL DEFAULT '', -- object in the store, once drawn
    pdf_sha256    text        NOT NULL DEFAULT '',
    mailed_at     timestamptz,
    CONSTRAINT certificates_period CHECK (started_on <= completed_on),
    CONSTRAINT certificates_revoked_has_reason CHECK ((revoked_at IS NULL) = (revoke_reason = '')),
    CONSTRAINT certificates_pdf_has_hash CHECK ((pdf_key = '') = (pdf_sha256 = ''))
);
CREATE INDEX certificates_of_person ON certificates.certificates (person_id, issued_at DESC);

-- An issued certificate is a record: only the stored PDF, the revocation and
-- the mail mark are written later, each once.
-- +goose StatementBegin
CREATE FUNCTION certificates.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later CONSTANT text[] := ARRAY['pdf_key', 'pdf_sha256', 'revoked_at', 'revoke_reason', 'mailed_at'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - later = to_jsonb(NEW) - later
        AND (OLD.pdf_key = '' OR (OLD.pdf_key, OLD.pdf_sha256) = (NEW.pdf_key, NEW.pdf_sha256))
        AND (OLD.revoked_at IS NULL OR (OLD.revoked_at, OLD.revoke_reason) = (NEW.revoked_at, NEW.revoke_reason))
        AND (OLD.mailed_at IS NULL OR OLD.mailed_at = NEW.mailed_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an issued certificate is not changed or deleted'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'certificates_are_records';
END $$;
-- +goose StatementEnd
CREATE TRIGGER certificates_are_records BEFORE UPDATE OR DELETE ON certificates.certificates FOR EACH ROW EXECUTE FUNCTION certificates.refuse_change();
CREATE TRIGGER certificates_no_truncate BEFORE TRUNCATE ON certificates.certificates FOR EACH STATEMENT EXECUTE FUNCTION certificates.refuse_change();

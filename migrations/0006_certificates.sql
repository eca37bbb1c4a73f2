-- +goose Up
-- Certificates: one per subject, numbered without gaps, drawn after commit.

CREATE SCHEMA certificates;

CREATE TABLE certificates.series (
    name text NOT NULL,
    year int  NOT NULL,
    last int  NOT NULL DEFAULT 0, -- last running number given
    CONSTRAINT series_pkey PRIMARY KEY (name, year)
);

CREATE TABLE certificates.certificates (
    id            uuid        PRIMARY KEY,
    public_id     text        NOT NULL CONSTRAINT certificates_public_id UNIQUE, -- 160 random bits, base32: the address of the public page
    number        text        NOT NULL CONSTRAINT certificates_number UNIQUE,
    source        text        NOT NULL CONSTRAINT certificates_one_per_subject UNIQUE, -- "enrolment:<id>"
    person_id     uuid        NOT NULL CONSTRAINT certificates_person REFERENCES accounts.persons (id),
    -- What is printed, as it was on the day: later changes of the person change nothing here.
    holder_name   text        NOT NULL,
    holder_nip    text        NOT NULL DEFAULT '', -- empty for citizens
    holder_rank   text        NOT NULL DEFAULT '',
    holder_position text      NOT NULL DEFAULT '',
    holder_unit   text        NOT NULL DEFAULT '',
    course_title  text        NOT NULL,
    organiser     text        NOT NULL,
    jp            int         NOT NULL,
    siasn_path    int         NOT NULL,
    started_on    date        NOT NULL,
    completed_on  date        NOT NULL,
    curriculum    jsonb       NOT NULL, -- [{title, jp}]
    issued_at     timestamptz NOT NULL,
    revoked_at    timestamptz,
    revoke_reason text        NOT NULL DEFAULT '',
    pdf_key       text        NOT NULL DEFAULT '', -- object in the store, once drawn
    pdf_sha256    text        NOT NULL DEFAULT '',
    CONSTRAINT certificates_revoked_has_reason CHECK ((revoked_at IS NULL) = (revoke_reason = ''))
);
CREATE INDEX certificates_of_person ON certificates.certificates (person_id, issued_at DESC);

-- +goose Up
-- Templates, the officials who sign, number series, and batches issued by hand.

-- A series of numbers: pattern and words of its own, counted per year in
-- certificates.series under "series:<id>".
CREATE TABLE certificates.number_series (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL CONSTRAINT number_series_name CHECK (name <> ''),
    unit_id    uuid        CONSTRAINT number_series_unit REFERENCES accounts.units (id), -- whose numbers; NULL is the agency
    unit_word  text        NOT NULL DEFAULT '', -- what {unit} writes
    class_code text        NOT NULL DEFAULT '', -- what {class} writes: classification of the archive
    pattern    text        NOT NULL,
    shape      text        NOT NULL CONSTRAINT number_series_shape UNIQUE, -- the pattern with its words: no two series give one number
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE certificates.officials (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL CONSTRAINT officials_name CHECK (name <> ''), -- with titles, as printed
    nip        text        NOT NULL DEFAULT '' CONSTRAINT officials_nip CHECK (nip = '' OR nip ~ '^[0-9]{18}$'),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- What an official was, from when to when: the sheet takes the day of issue.
CREATE TABLE certificates.official_titles (
    official_id uuid NOT NULL CONSTRAINT official_titles_official REFERENCES certificates.officials (id),
    title       text NOT NULL CONSTRAINT official_titles_title CHECK (title <> ''),
    rank        text NOT NULL DEFAULT '',
    valid_from  date NOT NULL,
    valid_to    date, -- last day on which it holds; NULL: still
    CONSTRAINT official_titles_pkey PRIMARY KEY (official_id, valid_from),
    CONSTRAINT official_titles_period CHECK (valid_to IS NULL OR valid_to >= valid_from)
);

CREATE TABLE certificates.templates (
    id          uuid        PRIMARY KEY,
    name        text        NOT NULL CONSTRAINT templates_name CHECK (name <> ''),
    state       text        NOT NULL DEFAULT 'draft' CONSTRAINT templates_state CHECK (state IN ('draft', 'active', 'retired')),
    course_code text        NOT NULL DEFAULT '', -- '' is for every course
    audience    text        NOT NULL DEFAULT 'any' CONSTRAINT templates_audience CHECK (audience IN ('any', 'asn', 'citizen')),
    design      jsonb       NOT NULL DEFAULT '{}',
    officials   uuid[]      NOT NULL DEFAULT '{}' CONSTRAINT templates_officials CHECK (cardinality(officials) <= 2), -- in the order of signing
    series_id   uuid        CONSTRAINT templates_series REFERENCES certificates.number_series (id), -- NULL: the agency's numbers
    version     int         NOT NULL DEFAULT 1,
    updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX templates_one_active ON certificates.templates (course_code, audience) WHERE state = 'active';

ALTER TABLE certificates.certificates
    ADD CONSTRAINT certificates_template FOREIGN KEY (template_id) REFERENCES certificates.templates (id);
CREATE INDEX certificates_in_register ON certificates.certificates (issued_at DESC, id DESC);

-- Certificates issued by hand: prepared by one person, approved by another.
CREATE TABLE certificates.batches (
    id          uuid        PRIMARY KEY,
    state       text        NOT NULL DEFAULT 'prepared' CONSTRAINT batches_state CHECK (state IN ('prepared', 'running', 'paused', 'done', 'cancelled')),
    content     jsonb       NOT NULL, -- what each of them is issued for
    template_id uuid        CONSTRAINT batches_template REFERENCES certificates.templates (id),
    prepared_by uuid        NOT NULL CONSTRAINT batches_prepared_by REFERENCES accounts.persons (id),
    prepared_at timestamptz NOT NULL DEFAULT now(),
    approved_by uuid        CONSTRAINT batches_approved_by REFERENCES accounts.persons (id),
    approved_at timestamptz,
    done_at     timestamptz,
    CONSTRAINT batches_two_persons CHECK (approved_by <> prepared_by),
    CONSTRAINT batches_approved CHECK ((approved_by IS NULL) = (approved_at IS NULL) AND (state IN ('prepared', 'cancelled') OR approved_by IS NOT NULL))
);

CREATE TABLE certificates.batch_items (
    batch_id       uuid NOT NULL CONSTRAINT batch_items_batch REFERENCES certificates.batches (id),
    person_id      uuid NOT NULL CONSTRAINT batch_items_person REFERENCES accounts.persons (id),
    position       int  NOT NULL,
    state          text NOT NULL DEFAULT 'waiting' CONSTRAINT batch_items_state CHECK (state IN ('waiting', 'issued', 'failed')),
    certificate_id uuid CONSTRAINT batch_items_certificate REFERENCES certificates.certificates (id),
    problem        text NOT NULL DEFAULT '', -- code of the refusal
    CONSTRAINT batch_items_pkey PRIMARY KEY (batch_id, person_id),
    CONSTRAINT batch_items_issued CHECK ((state = 'issued') = (certificate_id IS NOT NULL))
);
CREATE INDEX batch_items_waiting ON certificates.batch_items (batch_id, position) WHERE state = 'waiting';

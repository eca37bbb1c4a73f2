-- +goose Up
-- The JP ledger: append-only. A mistake is corrected by a reversing entry.

CREATE SCHEMA merit;

CREATE TABLE merit.entries (
    id           uuid        PRIMARY KEY,
    person_id    uuid        NOT NULL CONSTRAINT entries_person REFERENCES accounts.persons (id),
    kind         text        NOT NULL CONSTRAINT entries_kind CHECK (kind IN ('credit', 'reversal')),
    year         int         NOT NULL, -- calendar year of completion, agency's time zone
    jp_claimed   int         NOT NULL, -- negative on a reversal
    siasn_path   int         NOT NULL CONSTRAINT entries_path CHECK (siasn_path BETWEEN 1 AND 25),
    rule_version text        NOT NULL CONSTRAINT entries_rule CHECK (rule_version <> ''), -- which dated rule set the claim was made under
    title        text        NOT NULL,
    certificate_number text  NOT NULL,
    completed_on date        NOT NULL,
    source       text        NOT NULL, -- "certificate:<id>"
    evidence     jsonb       NOT NULL, -- references to the server's own record
    reverses     uuid        CONSTRAINT entries_reverses REFERENCES merit.entries (id),
    reason       text        NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT entries_one_per_source UNIQUE (source, kind),
    CONSTRAINT entries_year_of_completion CHECK (year = EXTRACT(YEAR FROM completed_on)),
    CONSTRAINT entries_sign CHECK ((kind = 'credit') = (jp_claimed > 0) AND jp_claimed <> 0),
    CONSTRAINT entries_reversal_names_credit CHECK ((kind = 'reversal') = (reverses IS NOT NULL)),
    CONSTRAINT entries_reversal_has_reason CHECK ((kind = 'reversal') = (reason <> ''))
);
CREATE INDEX entries_of_person ON merit.entries (person_id, year);

CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE ON merit.entries FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER entries_no_truncate BEFORE TRUNCATE ON merit.entries FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- Yearly targets are dated data: PP 17/2020 Pasal 203 asks at least 20 JP of a
-- PNS. For PPPK the rule is not certain (asn-domain.md §9), so no row is
-- shipped and the screen says that no target is set.
CREATE TABLE merit.targets (
    class     text NOT NULL,
    from_year int  NOT NULL,
    jp        int  NOT NULL CONSTRAINT targets_jp CHECK (jp > 0),
    basis     text NOT NULL,
    CONSTRAINT targets_pkey PRIMARY KEY (class, from_year)
);
INSERT INTO merit.targets (class, from_year, jp, basis) VALUES
    ('pns', 2020, 20, 'PP 11/2017 jo. PP 17/2020 Pasal 203'),
    ('cpns', 2020, 20, 'PP 11/2017 jo. PP 17/2020 Pasal 203');

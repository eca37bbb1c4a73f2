-- +goose Up
-- When SIASN was last asked for a person's official IP-ASN, also where it had
-- none: so that everybody's turn comes, and nobody is asked for every hour.

CREATE TABLE merit.ipasn_asked (
    person_id uuid        NOT NULL CONSTRAINT ipasn_asked_pkey PRIMARY KEY CONSTRAINT ipasn_asked_person REFERENCES accounts.persons (id),
    asked_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ipasn_asked_at ON merit.ipasn_asked (asked_at);

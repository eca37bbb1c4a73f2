-- +goose Up
-- Codes of other systems that must outlive a restart and change by themselves:
-- the activation code of the agency's electronic seal. Encrypted by the server;
-- no passphrase of a person is ever here.

CREATE TABLE signing.codes (
    name       text        PRIMARY KEY,
    sealed     bytea       NOT NULL,             -- AES-256-GCM
    first_at   timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    trouble    text        NOT NULL DEFAULT ''   -- why the last change failed, for an operator
);

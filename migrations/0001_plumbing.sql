-- +goose Up
-- Plumbing every feature uses: jobs written in the transaction of their cause,
-- and an audit trail that nobody can change afterwards.

CREATE SCHEMA jobs;

CREATE TABLE jobs.jobs (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text        NOT NULL,
    args         jsonb       NOT NULL DEFAULT '{}',
    state        text        NOT NULL DEFAULT 'waiting' CONSTRAINT jobs_state CHECK (state IN ('waiting', 'running', 'dead')),
    tries        int         NOT NULL DEFAULT 0,
    run_at       timestamptz NOT NULL DEFAULT now(),
    leased_until timestamptz,
    unique_key   text        CONSTRAINT jobs_once UNIQUE,
    last_error   text,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX jobs_due ON jobs.jobs (run_at, id) WHERE state <> 'dead';

-- +goose StatementBegin
CREATE FUNCTION jobs.wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('lentera_jobs', '');
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER jobs_wake AFTER INSERT ON jobs.jobs FOR EACH STATEMENT EXECUTE FUNCTION jobs.wake();

CREATE SCHEMA audit;

CREATE TABLE audit.events (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL DEFAULT now(),
    actor_id uuid,
    action   text        NOT NULL,
    subject  text        NOT NULL,
    details  jsonb       NOT NULL DEFAULT '{}'
);
CREATE INDEX events_subject ON audit.events (subject, id);

-- +goose StatementBegin
CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only';
END $$;
-- +goose StatementEnd
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON audit.events FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON audit.events FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

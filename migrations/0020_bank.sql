-- +goose Up
-- The question bank leaves quiz and becomes a feature of its own (ADR 0020).
-- Rows keep their ids: a version has the id its question had in quiz.

CREATE SCHEMA bank;

CREATE TABLE bank.categories (
    id         uuid        PRIMARY KEY,
    parent_id  uuid        CONSTRAINT categories_parent REFERENCES bank.categories (id),
    name       text        NOT NULL CONSTRAINT categories_name CHECK (name <> ''),
    created_by uuid        CONSTRAINT categories_by REFERENCES accounts.accounts (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT categories_not_itself CHECK (parent_id <> id),
    CONSTRAINT categories_sibling UNIQUE NULLS NOT DISTINCT (parent_id, name)
);

-- A question is an identity; what it says is in its versions.
-- state: draft ──▶ reviewed ──▶ retired. One that came with a course folder
-- belongs to that revision and was reviewed with it.
CREATE TABLE bank.questions (
    id          uuid        PRIMARY KEY,
    category_id uuid        CONSTRAINT questions_category REFERENCES bank.categories (id),
    revision_id uuid        CONSTRAINT questions_revision REFERENCES courses.revisions (id),
    key         text        NOT NULL CONSTRAINT questions_key_some CHECK (key <> ''), -- the author's name for it
    pool        text        NOT NULL DEFAULT '', -- of a course folder
    state       text        NOT NULL DEFAULT 'draft' CONSTRAINT questions_state CHECK (state IN ('draft', 'reviewed', 'retired')),
    created_by  uuid        CONSTRAINT questions_by REFERENCES accounts.accounts (id), -- NULL: an import by the operator
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT questions_key UNIQUE (revision_id, key)
);
CREATE INDEX questions_pool ON bank.questions (revision_id, pool);
CREATE INDEX questions_of_category ON bank.questions (category_id);

-- +goose StatementBegin
-- Two versions with the same digest say the same to a learner: same kind, same
-- stem, same choices in any order, whatever the mark-up, capitals and ids.
CREATE FUNCTION bank.digest_of(kind text, stem_html text, content jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT encode(sha256(convert_to(kind || E'\n' || string_agg(said.words, E'\n' ORDER BY said.part, said.words COLLATE "C"), 'UTF8')), 'hex')
    FROM (
        SELECT p.part, btrim(lower(regexp_replace(regexp_replace(p.html, '<[^>]*>', ' ', 'g'), '\s+', ' ', 'g'))) AS words
        FROM (
            SELECT 0 AS part, stem_html AS html
            UNION ALL
            SELECT 1, x #>> '{}' FROM jsonb_path_query(content, 'strict $.**.html', '{}', true) x WHERE jsonb_typeof(x) = 'string'
        ) p
    ) said
$$;
-- +goose StatementEnd

-- A version is a question as a learner may see it. What is right is in
-- bank.keys, which no statement of the learner's path may name.
CREATE TABLE bank.versions (
    id          uuid          PRIMARY KEY,
    question_id uuid          NOT NULL CONSTRAINT versions_question REFERENCES bank.questions (id),
    no          int           NOT NULL CONSTRAINT versions_counted CHECK (no > 0),
    kind        text          NOT NULL CONSTRAINT versions_kind CHECK (kind ~ '^[a-z]+$'), -- the kinds are those of bank/kinds
    stem_html   text          NOT NULL, -- sanitised
    content     jsonb         NOT NULL CONSTRAINT versions_content CHECK (jsonb_typeof(content) = 'object'), -- by kind, see bank/kinds
    tags        jsonb         NOT NULL DEFAULT '{}', -- {objective, difficulty, …}
    points      numeric(12,5) NOT NULL DEFAULT 1 CONSTRAINT versions_points CHECK (points > 0),
    created_by  uuid          CONSTRAINT versions_by REFERENCES accounts.accounts (id),
    created_at  timestamptz   NOT NULL DEFAULT now(),
    note        text          NOT NULL DEFAULT '', -- what was changed and why
    digest      text          NOT NULL GENERATED ALWAYS AS (bank.digest_of(kind, stem_html, content)) STORED,
    CONSTRAINT versions_no UNIQUE (question_id, no)
);
CREATE INDEX versions_digest ON bank.versions (digest);

CREATE TABLE bank.keys (
    version_id       uuid  NOT NULL CONSTRAINT keys_version REFERENCES bank.versions (id) CONSTRAINT keys_pkey PRIMARY KEY,
    key              jsonb NOT NULL CONSTRAINT keys_key CHECK (jsonb_typeof(key) = 'object'), -- by kind, see bank/kinds
    explanation_html text  NOT NULL
);

INSERT INTO bank.questions (id, revision_id, key, pool, state, created_at)
SELECT q.id, q.revision_id, q.key, q.pool, 'reviewed', r.published_at
FROM quiz.questions q JOIN courses.revisions r ON r.id = q.revision_id;

INSERT INTO bank.versions (id, question_id, no, kind, stem_html, content, tags, created_at)
SELECT q.id, q.id, 1, q.kind, q.stem_html, jsonb_build_object('options', q.options), q.tags, r.published_at
FROM quiz.questions q JOIN courses.revisions r ON r.id = q.revision_id;

INSERT INTO bank.keys (version_id, key, explanation_html)
SELECT k.question_id, jsonb_build_object('correct', to_jsonb(k.correct)), k.explanation_html FROM quiz.keys k;

-- +goose StatementBegin
-- A paper shows for ever what its learner saw: a version is never changed, a
-- correction is a new version.
CREATE FUNCTION bank.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a question is not changed or deleted'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'versions_are_fixed';
END $$;
-- +goose StatementEnd
CREATE TRIGGER versions_are_fixed BEFORE UPDATE OR DELETE ON bank.versions FOR EACH ROW EXECUTE FUNCTION bank.refuse_change();

-- An attempt pins the version it showed.
ALTER TABLE quiz.items DROP CONSTRAINT items_question;
ALTER TABLE quiz.items ADD CONSTRAINT items_version FOREIGN KEY (question_id) REFERENCES bank.versions (id);
DROP TABLE quiz.keys;
DROP TABLE quiz.questions;

-- +goose Up
-- Writing questions by hand: who reviewed which version, who changed what,
-- search, and quizzes that a trainer builds (ADR 0022).

-- reviewed_no: the version papers are drawn from; NULL is the newest. A newer
-- version waits for its review while the reviewed one stays in use.
-- shared: other trainers see it. A private question is a draft.
ALTER TABLE bank.questions
    ADD COLUMN reviewed_no int,
    ADD COLUMN shared      boolean     NOT NULL DEFAULT true,
    ADD COLUMN changed_at  timestamptz NOT NULL DEFAULT now(),
    ADD CONSTRAINT questions_reviewed FOREIGN KEY (id, reviewed_no) REFERENCES bank.versions (question_id, no),
    ADD CONSTRAINT questions_private_is_draft CHECK (shared OR state = 'draft');
UPDATE bank.questions SET reviewed_no = 1, changed_at = created_at WHERE state = 'reviewed';
CREATE INDEX questions_changed ON bank.questions (changed_at DESC, id DESC);

-- +goose StatementBegin
-- The words of a question as a learner reads them, without mark-up.
CREATE FUNCTION bank.words_of(stem_html text, content jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(regexp_replace(string_agg(p.html, ' ' ORDER BY p.part), '<[^>]*>', ' ', 'g'), '\s+', ' ', 'g'))
    FROM (
        SELECT 0 AS part, stem_html AS html
        UNION ALL
        SELECT 1, x #>> '{}' FROM jsonb_path_query(content, 'strict $.**.html', '{}', true) x WHERE jsonb_typeof(x) = 'string'
        UNION ALL
        SELECT 1, x #>> '{}' FROM jsonb_path_query(content, 'strict $.**.stem_html', '{}', true) x WHERE jsonb_typeof(x) = 'string'
    ) p
$$;
-- +goose StatementEnd
ALTER TABLE bank.versions
    ADD COLUMN words text     NOT NULL GENERATED ALWAYS AS (bank.words_of(stem_html, content)) STORED,
    ADD COLUMN found tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', bank.words_of(stem_html, content))) STORED;
CREATE INDEX versions_found ON bank.versions USING gin (found);

-- What happened to a question, for its authors. Written, never changed; the
-- audit trail has the same acts for auditors.
CREATE TABLE bank.events (
    id          uuid        PRIMARY KEY,
    question_id uuid        NOT NULL CONSTRAINT events_question REFERENCES bank.questions (id),
    act         text        NOT NULL CONSTRAINT events_act CHECK (act IN ('created', 'changed', 'moved', 'reviewed', 'returned', 'retired', 'restored')),
    version_no  int,                              -- the version it is about
    note        text        NOT NULL DEFAULT '',
    by          uuid        CONSTRAINT events_by REFERENCES accounts.accounts (id),
    at          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX events_of_question ON bank.events (question_id, at);

-- Pictures an author has put into a question that is not saved yet.
CREATE TABLE bank.uploads (
    file_id    uuid        NOT NULL CONSTRAINT uploads_file REFERENCES media.files (id) CONSTRAINT uploads_pkey PRIMARY KEY,
    created_by uuid        NOT NULL CONSTRAINT uploads_by REFERENCES accounts.accounts (id),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- A quiz being built. Publishing makes it a course of one lesson; from then on
-- its rules are those of quiz.quizzes and this row says where it went.
CREATE TABLE quiz.drafts (
    id           uuid        PRIMARY KEY,
    title        text        NOT NULL CONSTRAINT drafts_title CHECK (title <> ''),
    instructions text        NOT NULL DEFAULT '', -- sanitised HTML
    organiser    text        NOT NULL DEFAULT '',
    jp           int         NOT NULL DEFAULT 0 CONSTRAINT drafts_jp CHECK (jp BETWEEN 0 AND 20),
    siasn_path   int         NOT NULL DEFAULT 16 CONSTRAINT drafts_path CHECK (siasn_path BETWEEN 1 AND 25),
    rules        jsonb       NOT NULL CONSTRAINT drafts_rules CHECK (jsonb_typeof(rules) = 'object'),
    no           int         NOT NULL DEFAULT 1, -- counts changes
    lesson_id    uuid        CONSTRAINT drafts_lesson REFERENCES courses.lessons (id), -- once published
    created_by   uuid        NOT NULL CONSTRAINT drafts_by REFERENCES accounts.accounts (id),
    created_at   timestamptz NOT NULL DEFAULT now(),
    changed_at   timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    CONSTRAINT drafts_published CHECK ((lesson_id IS NULL) = (published_at IS NULL))
);
CREATE INDEX drafts_changed ON quiz.drafts (changed_at DESC, id DESC);

-- A quiz that stands alone gives no JP unless the training administration
-- says so; a course of 0 JP issues no certificate.
ALTER TABLE courses.revisions DROP CONSTRAINT revisions_jp;
ALTER TABLE courses.revisions ADD CONSTRAINT revisions_jp CHECK (jp BETWEEN 0 AND 200);

-- +goose Up
-- Question bank, attempts against the server's clock, answers, grades.

CREATE SCHEMA quiz;

-- A quiz is the activity of one quiz lesson of one course revision.
CREATE TABLE quiz.quizzes (
    id               uuid    PRIMARY KEY,
    lesson_id        uuid    NOT NULL CONSTRAINT quizzes_lesson REFERENCES courses.lessons (id) CONSTRAINT quizzes_one_per_lesson UNIQUE,
    title            text    NOT NULL,
    instructions     text    NOT NULL DEFAULT '', -- sanitised HTML
    duration_seconds int     NOT NULL CONSTRAINT quizzes_duration CHECK (duration_seconds BETWEEN 60 AND 14400),
    pass_percent     int     NOT NULL CONSTRAINT quizzes_pass CHECK (pass_percent BETWEEN 1 AND 100),
    attempt_cap      int     NOT NULL DEFAULT 0 CONSTRAINT quizzes_cap CHECK (attempt_cap >= 0), -- 0: no limit
    draw             jsonb   NOT NULL -- [{pool, count}]
);

-- A question as a learner may see it. What is right is in quiz.keys, which no
-- statement of the learner's path may name.
CREATE TABLE quiz.questions (
    id          uuid PRIMARY KEY,
    revision_id uuid NOT NULL CONSTRAINT questions_revision REFERENCES courses.revisions (id),
    key         text NOT NULL,
    pool        text NOT NULL,
    kind        text NOT NULL CONSTRAINT questions_kind CHECK (kind IN ('single', 'multiple', 'truefalse')),
    stem_html   text NOT NULL,
    options     jsonb NOT NULL, -- [{id, html}], ids random per import
    tags        jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT questions_key UNIQUE (revision_id, key)
);
CREATE INDEX questions_pool ON quiz.questions (revision_id, pool);

CREATE TABLE quiz.keys (
    question_id      uuid   NOT NULL CONSTRAINT keys_question REFERENCES quiz.questions (id) CONSTRAINT keys_pkey PRIMARY KEY,
    correct          text[] NOT NULL CONSTRAINT keys_some CHECK (cardinality(correct) > 0), -- option ids
    explanation_html text   NOT NULL
);

-- state: open ──submit──▶ submitted
--          └──deadline, closed by sweep or next look──▶ expired (graded from the last saved state)
CREATE TABLE quiz.attempts (
    id           uuid        PRIMARY KEY,
    quiz_id      uuid        NOT NULL CONSTRAINT attempts_quiz REFERENCES quiz.quizzes (id),
    enrolment_id uuid        NOT NULL CONSTRAINT attempts_enrolment REFERENCES courses.enrolments (id),
    person_id    uuid        NOT NULL CONSTRAINT attempts_person REFERENCES accounts.persons (id),
    number       int         NOT NULL,
    seed         bigint      NOT NULL,
    state        text        NOT NULL DEFAULT 'open' CONSTRAINT attempts_state CHECK (state IN ('open', 'submitted', 'expired')),
    started_at   timestamptz NOT NULL,
    deadline_at  timestamptz NOT NULL,
    closed_at    timestamptz,
    points       int,  -- right items
    max_points   int  NOT NULL, -- items of the paper, fixed at the start
    passed       boolean,
    CONSTRAINT attempts_number UNIQUE (quiz_id, enrolment_id, number),
    CONSTRAINT attempts_closed_is_graded CHECK ((state = 'open') = (closed_at IS NULL) AND (state = 'open') = (points IS NULL) AND (state = 'open') = (passed IS NULL))
);
CREATE UNIQUE INDEX attempts_one_open ON quiz.attempts (quiz_id, enrolment_id) WHERE state = 'open';
CREATE INDEX attempts_overdue ON quiz.attempts (deadline_at) WHERE state = 'open';
CREATE INDEX attempts_open_of ON quiz.attempts (person_id) WHERE state = 'open';

-- The paper: which question at which place, options in which order.
CREATE TABLE quiz.items (
    attempt_id   uuid   NOT NULL CONSTRAINT items_attempt REFERENCES quiz.attempts (id),
    no           int    NOT NULL, -- 1…n
    question_id  uuid   NOT NULL CONSTRAINT items_question REFERENCES quiz.questions (id),
    option_order text[] NOT NULL,
    most         int    NOT NULL CONSTRAINT items_most CHECK (most >= 1), -- options that may be chosen: 1, or all of them
    correct      boolean, -- null until graded
    CONSTRAINT items_pkey PRIMARY KEY (attempt_id, no)
);

CREATE TABLE quiz.answers (
    attempt_id uuid        NOT NULL,
    no         int         NOT NULL,
    seq        bigint      NOT NULL CONSTRAINT answers_seq CHECK (seq > 0), -- counter of the learner's acts; a late older one never overwrites
    chosen     text[]      NOT NULL, -- option ids; empty: cleared
    saved_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT answers_pkey PRIMARY KEY (attempt_id, no),
    CONSTRAINT answers_item FOREIGN KEY (attempt_id, no) REFERENCES quiz.items (attempt_id, no)
) WITH (fillfactor = 70);

-- Further attempts granted to one person after the cap, with the reason.
CREATE TABLE quiz.grants (
    id           uuid        PRIMARY KEY,
    quiz_id      uuid        NOT NULL CONSTRAINT grants_quiz REFERENCES quiz.quizzes (id),
    enrolment_id uuid        NOT NULL CONSTRAINT grants_enrolment REFERENCES courses.enrolments (id),
    extra        int         NOT NULL CONSTRAINT grants_extra CHECK (extra BETWEEN 1 AND 5),
    reason       text        NOT NULL CONSTRAINT grants_reason CHECK (reason <> ''),
    granted_by   uuid        NOT NULL CONSTRAINT grants_by REFERENCES accounts.accounts (id),
    granted_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX grants_of ON quiz.grants (quiz_id, enrolment_id);

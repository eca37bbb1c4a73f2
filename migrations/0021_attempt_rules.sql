-- +goose Up
-- Rules of a quiz as data, answers of every kind, exact marks, extra time,
-- what happened during an attempt, and anonymous surveys. The defaults are what
-- a quiz of a course file meant before.

ALTER TABLE quiz.quizzes
    ADD COLUMN kind                 text         NOT NULL DEFAULT 'test' CONSTRAINT quizzes_kind CHECK (kind IN ('practice', 'test', 'pre', 'post', 'survey')),
    ADD COLUMN anonymous            boolean      NOT NULL DEFAULT false CONSTRAINT quizzes_anonymous CHECK (NOT anonymous OR kind = 'survey'),
    ADD COLUMN pair                 text         NOT NULL DEFAULT '', -- a pre- and a post-test with the same word give each other's form
    ADD COLUMN opens_at             timestamptz,
    ADD COLUMN closes_at            timestamptz,
    ADD COLUMN remedial_opens_at    timestamptz, -- a second window, for those who have not passed
    ADD COLUMN remedial_closes_at   timestamptz,
    ADD COLUMN delay_seconds        int          NOT NULL DEFAULT 0 CONSTRAINT quizzes_delay CHECK (delay_seconds BETWEEN 0 AND 2592000), -- between two attempts
    ADD COLUMN sections             jsonb        NOT NULL DEFAULT '[]', -- [{name, pass_percent}]
    ADD COLUMN negative_percent     numeric(8,5) NOT NULL DEFAULT 0 CONSTRAINT quizzes_negative CHECK (negative_percent BETWEEN 0 AND 100), -- of an item's points, for a wrong answer
    ADD COLUMN access_code          text         NOT NULL DEFAULT '' CONSTRAINT quizzes_code CHECK (length(access_code) <= 40), -- told in the room; '' is none
    ADD COLUMN networks             cidr[]       NOT NULL DEFAULT '{}', -- from where an attempt may be started and taken over; empty is anywhere
    ADD COLUMN one_session          boolean      NOT NULL DEFAULT false,
    ADD COLUMN focus_log            boolean      NOT NULL DEFAULT false,
    ADD COLUMN late_seconds         int          NOT NULL DEFAULT 0 CONSTRAINT quizzes_late CHECK (late_seconds BETWEEN 0 AND 86400), -- how long after the deadline answers given before it may arrive
    ADD COLUMN release_score        text         NOT NULL DEFAULT 'at-once' CONSTRAINT quizzes_release_score CHECK (release_score IN ('at-once', 'after-close', 'by-hand', 'never')),
    ADD COLUMN release_answers      text         NOT NULL DEFAULT 'at-once' CONSTRAINT quizzes_release_answers CHECK (release_answers IN ('at-once', 'after-close', 'by-hand', 'never')),
    ADD COLUMN release_explanations text         NOT NULL DEFAULT 'at-once' CONSTRAINT quizzes_release_explanations CHECK (release_explanations IN ('at-once', 'after-close', 'by-hand', 'never')),
    ADD COLUMN released_at          timestamptz, -- by hand
    ADD COLUMN rules_no             int          NOT NULL DEFAULT 0, -- counts changes of the rules
    ADD CONSTRAINT quizzes_window CHECK (closes_at > opens_at),
    ADD CONSTRAINT quizzes_remedial CHECK ((remedial_opens_at IS NULL) = (remedial_closes_at IS NULL) AND remedial_closes_at > remedial_opens_at AND remedial_opens_at >= closes_at),
    ADD CONSTRAINT quizzes_after_what CHECK (closes_at IS NOT NULL OR 'after-close' NOT IN (release_score, release_answers, release_explanations));

-- What may be written at a place of the paper. shape: set (option ids, sorted),
-- list (strings in the given order), text (one text).
ALTER TABLE quiz.items
    ADD COLUMN shape   text          NOT NULL DEFAULT 'set' CONSTRAINT items_shape CHECK (shape IN ('set', 'list', 'text')),
    ADD COLUMN closed  boolean       NOT NULL DEFAULT true,  -- every string is one of option_order
    ADD COLUMN longest int           NOT NULL DEFAULT 64 CONSTRAINT items_longest CHECK (longest BETWEEN 1 AND 524288), -- bytes of one string
    ADD COLUMN max     numeric(12,5) NOT NULL DEFAULT 1,
    ADD COLUMN section text          NOT NULL DEFAULT '',
    ADD COLUMN mark    numeric(12,5);        -- null until graded, and while a marker is awaited
UPDATE quiz.items SET mark = CASE WHEN correct THEN 1 ELSE 0 END WHERE correct IS NOT NULL;

-- +goose StatementBegin
CREATE FUNCTION quiz.sorted(given text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY(SELECT DISTINCT t COLLATE "C" FROM unnest(given) t ORDER BY 1)
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION quiz.longest_of(given text[]) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(max(octet_length(t)), 0) FROM unnest(given) t
$$;
-- +goose StatementEnd

ALTER TABLE quiz.answers
    ADD COLUMN late     boolean NOT NULL DEFAULT false, -- arrived after the deadline, inside the configured window
    ADD COLUMN acted_at timestamptz;                    -- of a late one: when the device says it was given

-- state as before; beside it
--   pending > 0   closed, and so many items wait for a marker: points are
--                 provisional and passed is open
--   settled       false: passed, but the lesson is completed only when the
--                 score is released
ALTER TABLE quiz.attempts
    ALTER COLUMN points TYPE numeric(12,5),
    ALTER COLUMN max_points TYPE numeric(12,5),
    ADD COLUMN pending       int     NOT NULL DEFAULT 0 CONSTRAINT attempts_pending CHECK (pending >= 0),
    ADD COLUMN settled       boolean NOT NULL DEFAULT true,
    ADD COLUMN form          text    NOT NULL DEFAULT '' CONSTRAINT attempts_form CHECK (form IN ('', 'A', 'B')),
    ADD COLUMN remedial      boolean NOT NULL DEFAULT false,
    ADD COLUMN holder        uuid,                       -- the session that may save; NULL: any of the owner
    ADD COLUMN sections      jsonb,                      -- [{name, points, max_points, passed}] once graded
    DROP CONSTRAINT attempts_closed_is_graded,
    ADD CONSTRAINT attempts_closed_is_graded CHECK ((state = 'open') = (closed_at IS NULL) AND (state = 'open') = (points IS NULL)
        AND (state = 'open' OR pending > 0) = (passed IS NULL) AND (state <> 'open' OR pending = 0));
CREATE INDEX attempts_unsettled ON quiz.attempts (quiz_id) WHERE NOT settled;

-- Extra time, for a person or for everybody of a unit and below.
CREATE TABLE quiz.extra_times (
    id         uuid        PRIMARY KEY,
    quiz_id    uuid        NOT NULL CONSTRAINT extra_times_quiz REFERENCES quiz.quizzes (id),
    person_id  uuid        CONSTRAINT extra_times_person REFERENCES accounts.persons (id),
    unit_id    uuid        CONSTRAINT extra_times_unit REFERENCES accounts.units (id),
    seconds    int         NOT NULL CONSTRAINT extra_times_seconds CHECK (seconds BETWEEN 60 AND 14400),
    reason     text        NOT NULL CONSTRAINT extra_times_reason CHECK (reason <> ''),
    granted_by uuid        NOT NULL CONSTRAINT extra_times_by REFERENCES accounts.accounts (id),
    granted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT extra_times_whose CHECK ((person_id IS NULL) <> (unit_id IS NULL))
);
CREATE INDEX extra_times_of ON quiz.extra_times (quiz_id);

-- +goose StatementBegin
-- All extra time a person has at a quiz: own, and of every unit they are in.
CREATE FUNCTION quiz.extra_seconds(quiz uuid, person uuid) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT COALESCE(sum(x.seconds), 0)::int FROM quiz.extra_times x
    WHERE x.quiz_id = quiz AND (x.person_id = person OR EXISTS (
        SELECT FROM accounts.memberships m WHERE m.person_id = person AND m.valid_to IS NULL AND m.unit_id IN (SELECT accounts.subtree(x.unit_id))))
$$;
-- +goose StatementEnd

-- The last sign of the screen of an attempt, apart from the attempt: a sign
-- every half minute must not lock or rewrite what saves and closings use.
CREATE TABLE quiz.presences (
    attempt_id uuid        NOT NULL CONSTRAINT presences_attempt REFERENCES quiz.attempts (id) CONSTRAINT presences_pkey PRIMARY KEY,
    session_id uuid        NOT NULL,
    seen_at    timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

-- What happened during an attempt, for the marker and the auditor.
CREATE TABLE quiz.events (
    attempt_id uuid        NOT NULL CONSTRAINT events_attempt REFERENCES quiz.attempts (id),
    no         int         NOT NULL, -- counts within the attempt
    kind       text        NOT NULL CONSTRAINT events_kind CHECK (kind IN ('focus-lost', 'taken-over', 'extra-time', 'late-answers', 'reopened')),
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    seconds    int         NOT NULL DEFAULT 0, -- away, or granted
    details    jsonb       NOT NULL DEFAULT '{}',
    CONSTRAINT events_pkey PRIMARY KEY (attempt_id, no)
);

-- An anonymous survey: what was said, without who and when; and who has said
-- something, without what.
CREATE TABLE quiz.survey_responses (
    id      uuid  PRIMARY KEY, -- random, not in the order of arrival
    quiz_id uuid  NOT NULL CONSTRAINT survey_responses_quiz REFERENCES quiz.quizzes (id),
    answers jsonb NOT NULL -- [{version_id, chosen}]
);
CREATE INDEX survey_responses_of ON quiz.survey_responses (quiz_id);
CREATE TABLE quiz.survey_done (
    quiz_id      uuid NOT NULL CONSTRAINT survey_done_quiz REFERENCES quiz.quizzes (id),
    enrolment_id uuid NOT NULL CONSTRAINT survey_done_enrolment REFERENCES courses.enrolments (id),
    CONSTRAINT survey_done_pkey PRIMARY KEY (quiz_id, enrolment_id)
);

-- +goose Up
-- Marks that people give. A sheet is one handing-in of an attempt whose essays
-- or files wait for markers; everything a marker is told hangs on its random
-- id, never on the attempt's, which other screens show beside a name.

CREATE SCHEMA marking;

-- How a quiz is marked; a quiz without a row has one marker.
CREATE TABLE marking.plans (
    quiz_id           uuid         NOT NULL CONSTRAINT plans_quiz REFERENCES quiz.quizzes (id) CONSTRAINT plans_pkey PRIMARY KEY,
    markers           int          NOT NULL CONSTRAINT plans_markers CHECK (markers IN (1, 2)),
    tolerance_percent numeric(8,5) NOT NULL CONSTRAINT plans_tolerance CHECK (tolerance_percent BETWEEN 0 AND 100), -- of an item's points: how far two marks may be apart and still agree
    set_by            uuid         NOT NULL CONSTRAINT plans_by REFERENCES accounts.accounts (id),
    set_at            timestamptz  NOT NULL DEFAULT now()
);

-- state: marking ──▶ done
--           └──▶ moderation ──▶ done
-- An attempt that is reopened and handed in again has a new sheet; the old one
-- stays as history and can no longer be finished.
CREATE TABLE marking.sheets (
    id                uuid         PRIMARY KEY, -- random, so that its order tells nothing
    attempt_id        uuid         NOT NULL CONSTRAINT sheets_attempt REFERENCES quiz.attempts (id),
    handed_in_at      timestamptz  NOT NULL,    -- closed_at of the attempt when the sheet was made
    markers           int          NOT NULL CONSTRAINT sheets_markers CHECK (markers IN (1, 2)), -- as the plan said then
    tolerance_percent numeric(8,5) NOT NULL,
    state             text         NOT NULL DEFAULT 'marking' CONSTRAINT sheets_state CHECK (state IN ('marking', 'moderation', 'done')),
    done_at           timestamptz  CONSTRAINT sheets_done CHECK ((done_at IS NULL) = (state <> 'done')),
    CONSTRAINT sheets_once UNIQUE (attempt_id, handed_in_at)
);

-- A turn at a sheet. While it is not finished it is a lease: after
-- leased_until somebody else may take the place.
CREATE TABLE marking.turns (
    id           uuid        PRIMARY KEY,
    sheet_id     uuid        NOT NULL CONSTRAINT turns_sheet REFERENCES marking.sheets (id),
    place        text        NOT NULL CONSTRAINT turns_place CHECK (place IN ('first', 'second', 'moderator')),
    person_id    uuid        NOT NULL CONSTRAINT turns_person REFERENCES accounts.persons (id),
    leased_until timestamptz NOT NULL,
    finished_at  timestamptz,
    CONSTRAINT turns_one_place UNIQUE (sheet_id, place),
    CONSTRAINT turns_one_person UNIQUE (sheet_id, person_id) -- two markers and a moderator are three people
);
CREATE INDEX turns_held ON marking.turns (person_id) WHERE finished_at IS NULL;

-- Who gave a sheet back: they get it again only when nothing else waits.
CREATE TABLE marking.returns (
    sheet_id    uuid        NOT NULL CONSTRAINT returns_sheet REFERENCES marking.sheets (id),
    person_id   uuid        NOT NULL CONSTRAINT returns_person REFERENCES accounts.persons (id),
    returned_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT returns_pkey PRIMARY KEY (sheet_id, person_id)
);

-- What a marker has saved so far; it outlives a lease that ran out.
CREATE TABLE marking.drafts (
    sheet_id  uuid        NOT NULL CONSTRAINT drafts_sheet REFERENCES marking.sheets (id),
    person_id uuid        NOT NULL CONSTRAINT drafts_person REFERENCES accounts.persons (id),
    seq       int         NOT NULL CONSTRAINT drafts_seq CHECK (seq > 0), -- the highest wins
    marks     jsonb       NOT NULL, -- [{no, levels: {criterion: level}, note}]
    saved_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT drafts_pkey PRIMARY KEY (sheet_id, person_id)
);

-- What each person gave, for good.
CREATE TABLE marking.marks (
    turn_id  uuid          NOT NULL CONSTRAINT marks_turn REFERENCES marking.turns (id),
    no       int           NOT NULL, -- item of the paper
    levels   jsonb         NOT NULL, -- {criterion: level}
    mark     numeric(12,5) NOT NULL,
    note     text          NOT NULL DEFAULT '',
    given_at timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT marks_pkey PRIMARY KEY (turn_id, no)
);

-- The mark that went to the quiz, and how it came about.
CREATE TABLE marking.decisions (
    sheet_id   uuid          NOT NULL CONSTRAINT decisions_sheet REFERENCES marking.sheets (id),
    no         int           NOT NULL,
    mark       numeric(12,5) NOT NULL,
    how        text          NOT NULL CONSTRAINT decisions_how CHECK (how IN ('single', 'agreed', 'moderated')),
    decided_at timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT decisions_pkey PRIMARY KEY (sheet_id, no)
);

-- +goose StatementBegin
CREATE FUNCTION marking.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a mark that was given is not changed or deleted'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'marks_are_history';
END $$;
-- +goose StatementEnd
CREATE TRIGGER marks_are_history BEFORE UPDATE OR DELETE ON marking.marks FOR EACH ROW EXECUTE FUNCTION marking.refuse_change();
CREATE TRIGGER decisions_are_history BEFORE UPDATE OR DELETE ON marking.decisions FOR EACH ROW EXECUTE FUNCTION marking.refuse_change();
-- +goose StatementBegin
-- A finished turn is history as well: who gave those marks.
CREATE FUNCTION marking.refuse_finished() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.finished_at IS NOT NULL THEN
        RAISE EXCEPTION 'a finished turn is not changed or deleted'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'turns_are_history';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
-- +goose StatementEnd
CREATE TRIGGER turns_are_history BEFORE UPDATE OR DELETE ON marking.turns FOR EACH ROW EXECUTE FUNCTION marking.refuse_finished();

CREATE INDEX attempts_waiting ON quiz.attempts (quiz_id) WHERE pending > 0; -- few, among very many

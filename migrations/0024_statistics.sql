-- +goose Up
-- Statistics of quizzes, and the way from a bad item to a corrected record.

-- One row per quiz: the analysis of its first closed attempts. Recomputed by the
-- job quiz.statistics; nothing here is a record, all of it can be made again.
CREATE TABLE quiz.test_stats (
    quiz_id     uuid        NOT NULL CONSTRAINT test_stats_quiz REFERENCES quiz.quizzes (id) CONSTRAINT test_stats_pkey PRIMARY KEY,
    attempts    int         NOT NULL, -- closed attempts there were; another count is why it is computed again
    waiting     int         NOT NULL, -- of them for a marker; they are analysed once they are marked
    n           int         NOT NULL, -- sittings analysed: the first of each enrolment
    figures     jsonb       NOT NULL, -- itemstats.Test
    flagged     int         NOT NULL, -- items with a flag
    computed_at timestamptz NOT NULL, -- when the attempts were read
    took_ms     int         NOT NULL
);

-- One row per version of a question in a quiz.
CREATE TABLE quiz.item_stats (
    quiz_id    uuid   NOT NULL CONSTRAINT item_stats_test REFERENCES quiz.test_stats (quiz_id) ON DELETE CASCADE,
    version_id uuid   NOT NULL CONSTRAINT item_stats_version REFERENCES bank.versions (id),
    n          int    NOT NULL,
    figures    jsonb  NOT NULL, -- itemstats.ItemStats
    flags      text[] NOT NULL DEFAULT '{}',
    CONSTRAINT item_stats_pkey PRIMARY KEY (quiz_id, version_id)
);
CREATE INDEX item_stats_version ON quiz.item_stats (version_id);
CREATE INDEX attempts_closed ON quiz.attempts (quiz_id, closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX items_of_version ON quiz.items (question_id);

-- A key is corrected, never silently replaced: what it said before stays here.
-- A voided item gives everybody who had it its marks.
ALTER TABLE bank.keys
    ADD COLUMN no     int     NOT NULL DEFAULT 1 CONSTRAINT keys_no CHECK (no > 0),
    ADD COLUMN voided boolean NOT NULL DEFAULT false;
CREATE TABLE bank.former_keys (
    version_id  uuid        NOT NULL CONSTRAINT former_keys_key REFERENCES bank.keys (version_id),
    no          int         NOT NULL,
    key         jsonb       NOT NULL,
    voided      boolean     NOT NULL,
    replaced_at timestamptz NOT NULL DEFAULT now(),
    reason      text        NOT NULL CONSTRAINT former_keys_reason CHECK (reason <> ''),
    CONSTRAINT former_keys_pkey PRIMARY KEY (version_id, no)
);

-- A correction of one version's key and the regrade that follows from it.
-- state: proposed ──second person──▶ running ──last line──▶ done
--           ├──second person──▶ refused
--           └──proposer───────▶ withdrawn
CREATE TABLE quiz.regrades (
    id          uuid        PRIMARY KEY,
    version_id  uuid        NOT NULL CONSTRAINT regrades_version REFERENCES bank.versions (id),
    change      text        NOT NULL CONSTRAINT regrades_change CHECK (change IN ('key', 'void')),
    old_key     jsonb       NOT NULL, -- on the day of the proposal
    new_key     jsonb,      -- of a change of key
    reason      text        NOT NULL CONSTRAINT regrades_reason CHECK (char_length(reason) BETWEEN 10 AND 500),
    state       text        NOT NULL DEFAULT 'proposed' CONSTRAINT regrades_state CHECK (state IN ('proposed', 'running', 'done', 'refused', 'withdrawn')),
    policy      text        CONSTRAINT regrades_policy CHECK (policy IN ('raise_only', 'both_ways')), -- chosen by who approves
    proposed_by uuid        NOT NULL CONSTRAINT regrades_proposed_by REFERENCES accounts.persons (id),
    proposed_at timestamptz NOT NULL DEFAULT now(),
    decided_by  uuid        CONSTRAINT regrades_decided_by REFERENCES accounts.persons (id),
    decided_at  timestamptz,
    note        text        NOT NULL DEFAULT '', -- of who decided
    done_at     timestamptz,
    CONSTRAINT regrades_key CHECK ((change = 'key') = (new_key IS NOT NULL)),
    CONSTRAINT regrades_two_persons CHECK (decided_by <> proposed_by),
    CONSTRAINT regrades_decided CHECK ((decided_by IS NULL) = (decided_at IS NULL) AND (state IN ('proposed', 'withdrawn')) = (decided_by IS NULL)),
    CONSTRAINT regrades_approved CHECK ((state IN ('running', 'done')) = (policy IS NOT NULL)),
    CONSTRAINT regrades_finished CHECK ((state = 'done') = (done_at IS NOT NULL))
);
CREATE UNIQUE INDEX regrades_one_at_a_time ON quiz.regrades (version_id) WHERE state IN ('proposed', 'running');
CREATE INDEX regrades_recent ON quiz.regrades (proposed_at DESC);

-- One line per attempt whose marks the new key changes: the work to do, then
-- the history. What the attempt had before is kept here for ever.
CREATE TABLE quiz.regrade_lines (
    regrade_id   uuid          NOT NULL CONSTRAINT regrade_lines_regrade REFERENCES quiz.regrades (id),
    attempt_id   uuid          NOT NULL CONSTRAINT regrade_lines_attempt REFERENCES quiz.attempts (id),
    enrolment_id uuid          NOT NULL CONSTRAINT regrade_lines_enrolment REFERENCES courses.enrolments (id),
    state        text          NOT NULL DEFAULT 'waiting' CONSTRAINT regrade_lines_state CHECK (state IN ('waiting', 'applied', 'kept')), -- kept: raise only
    old_points   numeric(12,5) NOT NULL,
    new_points   numeric(12,5) NOT NULL,
    old_passed   boolean,      -- null: an item waited for a marker
    new_passed   boolean,
    old_marks    jsonb         NOT NULL, -- [{no, mark}] of the items that change
    outcome      text          NOT NULL DEFAULT '' CONSTRAINT regrade_lines_outcome CHECK (outcome IN ('', 'passes', 'fails')), -- of the learner, not of the attempt alone
    done_at      timestamptz,
    CONSTRAINT regrade_lines_pkey PRIMARY KEY (regrade_id, attempt_id),
    CONSTRAINT regrade_lines_done CHECK ((state = 'waiting') = (done_at IS NULL))
);
CREATE INDEX regrade_lines_waiting ON quiz.regrade_lines (regrade_id, enrolment_id) WHERE state = 'waiting';
CREATE INDEX regrade_lines_of_enrolment ON quiz.regrade_lines (enrolment_id);

-- Who had completed and no longer has may complete again: each completion has a
-- certificate of its own.
ALTER TABLE courses.enrolments ADD COLUMN reopened int NOT NULL DEFAULT 0 CONSTRAINT enrolments_reopened CHECK (reopened >= 0);

-- +goose StatementBegin
-- What was decided and done stays as it was decided and done.
CREATE FUNCTION quiz.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'regrades' THEN
        IF OLD.state IN ('proposed', 'running')
            AND (OLD.version_id, OLD.change, OLD.old_key, OLD.reason, OLD.proposed_by, OLD.proposed_at) = (NEW.version_id, NEW.change, NEW.old_key, NEW.reason, NEW.proposed_by, NEW.proposed_at)
            AND OLD.new_key IS NOT DISTINCT FROM NEW.new_key
            AND (OLD.state = 'proposed' OR (OLD.decided_by, OLD.decided_at, OLD.policy, OLD.note) = (NEW.decided_by, NEW.decided_at, NEW.policy, NEW.note)) THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.state = 'waiting' AND (OLD.regrade_id, OLD.attempt_id, OLD.enrolment_id) = (NEW.regrade_id, NEW.attempt_id, NEW.enrolment_id) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a regrade is not changed or deleted'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'regrades_are_records';
END $$;
-- +goose StatementEnd
CREATE TRIGGER regrades_are_records BEFORE UPDATE OR DELETE ON quiz.regrades FOR EACH ROW EXECUTE FUNCTION quiz.refuse_change();
CREATE TRIGGER regrade_lines_are_records BEFORE UPDATE OR DELETE ON quiz.regrade_lines FOR EACH ROW EXECUTE FUNCTION quiz.refuse_change();

-- +goose Up
-- What a new revision of a course folder takes over from the one before: rules
-- changed on the screen, and extra time that was given in advance.

-- What the folder said of the four rules it can name, beside what holds now:
-- one that differs was changed on the screen, and the next import keeps it.
-- NULL: not known, or not from a folder; then all four count as changed.
ALTER TABLE quiz.quizzes ADD COLUMN from_folder jsonb; -- {duration_seconds, pass_percent, attempt_cap, draw}
UPDATE quiz.quizzes z SET from_folder = jsonb_build_object('duration_seconds', z.duration_seconds, 'pass_percent', z.pass_percent,
    'attempt_cap', z.attempt_cap, 'draw', z.draw)
WHERE z.rules_no = 0;

-- Open attempts that a grant moved when it was given. 0: it was given in
-- advance, for whom it is, not for what happened in a sitting.
ALTER TABLE quiz.extra_times ADD COLUMN moved int NOT NULL DEFAULT 0 CONSTRAINT extra_times_moved CHECK (moved >= 0);
UPDATE quiz.extra_times x SET moved = (e.details ->> 'moved')::int
FROM audit.events e WHERE e.subject = x.id::text AND e.action = 'quiz.grant-time' AND e.details ? 'moved';

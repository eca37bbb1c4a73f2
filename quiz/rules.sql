-- name: SetRules
-- $1 lesson, $2 the rules as JSON, $3 the number of the rules they replace.
UPDATE quiz.quizzes z SET kind = r.kind, anonymous = r.anonymous, pair = r.pair, opens_at = r.opens_at, closes_at = r.closes_at,
    remedial_opens_at = r.remedial_opens_at, remedial_closes_at = r.remedial_closes_at, duration_seconds = r.duration_seconds,
    attempt_cap = r.attempt_cap, delay_seconds = r.delay_seconds, pass_percent = r.pass_percent, sections = r.sections,
    negative_percent = r.negative_percent, access_code = r.access_code, networks = r.networks, one_session = r.one_session,
    focus_log = r.focus_log, late_seconds = r.late_seconds, release_score = r.release_score, release_answers = r.release_answers,
    release_explanations = r.release_explanations, draw = r.draw, rules_no = z.rules_no + 1
FROM jsonb_to_record($2::jsonb) AS r (kind text, anonymous boolean, pair text, opens_at timestamptz, closes_at timestamptz,
    remedial_opens_at timestamptz, remedial_closes_at timestamptz, duration_seconds int, attempt_cap int, delay_seconds int,
    pass_percent int, sections jsonb, negative_percent numeric, access_code text, networks cidr[], one_session boolean,
    focus_log boolean, late_seconds int, release_score text, release_answers text, release_explanations text, draw jsonb)
WHERE z.lesson_id = $1 AND z.rules_no = $3;

-- name: ReleaseResults
UPDATE quiz.quizzes SET released_at = COALESCE(released_at, now()) WHERE lesson_id = $1 RETURNING released_at;

-- name: RevisionOfLesson
SELECT l.revision_id FROM courses.lessons l WHERE l.id = $1;

-- name: InsertExtraTime
INSERT INTO quiz.extra_times (id, quiz_id, person_id, unit_id, seconds, reason, granted_by)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING granted_at;

-- name: MoveDeadlines
-- The open attempts of whom the time is for, except those that no longer
-- accept: time is given to who still writes; another is reopened. The update
-- waits for saves that are on their way and the saves after it see it.
UPDATE quiz.attempts a SET deadline_at = a.deadline_at + make_interval(secs => $4)
WHERE a.quiz_id = $1 AND a.state = 'open' AND a.deadline_at + make_interval(secs => $5) >= clock_timestamp()
  AND (a.person_id = $2 OR ($3::uuid IS NOT NULL AND EXISTS (
    SELECT FROM accounts.memberships m WHERE m.person_id = a.person_id AND m.valid_to IS NULL AND m.unit_id IN (SELECT accounts.subtree($3::uuid)))))
RETURNING a.id;

-- name: PreviewTime
-- Whom MoveDeadlines would move for a unit, and who would have it at the start.
-- $1 quiz, $2 unit, $3 grace.
WITH people AS (
    SELECT e.person_id, p.full_name,
        EXISTS (SELECT FROM quiz.attempts a WHERE a.quiz_id = $1 AND a.person_id = e.person_id AND a.state = 'open'
            AND a.deadline_at + make_interval(secs => $3) >= clock_timestamp()) AS running
    FROM quiz.quizzes z
    JOIN courses.lessons l ON l.id = z.lesson_id
    JOIN courses.enrolments e ON e.revision_id = l.revision_id
    JOIN accounts.persons p ON p.id = e.person_id
    JOIN accounts.memberships m ON m.person_id = e.person_id AND m.valid_to IS NULL AND m.unit_id IN (SELECT accounts.subtree($2::uuid))
    WHERE z.id = $1
)
SELECT u.id AS unit_id, u.name AS unit, (SELECT count(*) FROM people) AS people, (SELECT count(*) FROM people WHERE running) AS running,
    COALESCE((SELECT jsonb_agg(f.full_name ORDER BY f.full_name) FROM (SELECT full_name FROM people WHERE running ORDER BY full_name LIMIT 10) f), '[]') AS names,
    COALESCE((SELECT sum(x.seconds) FROM quiz.extra_times x WHERE x.quiz_id = $1 AND x.unit_id = $2), 0)::int AS given
FROM accounts.units u WHERE u.id = $2;

-- name: NoteMoved
UPDATE quiz.extra_times SET moved = $2 WHERE id = $1;

-- name: AddEvent
-- At most 500 of an attempt are kept; the attempt's lock keeps the numbers apart.
INSERT INTO quiz.events (attempt_id, no, kind, seconds, details)
SELECT $1, n.no + 1, $2, $3, $4::jsonb FROM (SELECT COALESCE(max(e.no), 0) AS no FROM quiz.events e WHERE e.attempt_id = $1) n
WHERE n.no < 500
ON CONFLICT DO NOTHING;

-- name: EventsOf
SELECT e.no, e.kind, e.at, e.seconds FROM quiz.events e WHERE e.attempt_id = $1 ORDER BY e.no;

-- name: ReopenAttempt
UPDATE quiz.attempts SET state = 'open', closed_at = NULL, points = NULL, passed = NULL, pending = 0, sections = NULL, settled = true,
    deadline_at = clock_timestamp() + make_interval(secs => $2), holder = NULL
WHERE id = $1 AND state <> 'open';

-- name: ClearMarks
UPDATE quiz.items SET mark = NULL, correct = NULL WHERE attempt_id = $1;

-- name: TakeOver
UPDATE quiz.attempts SET holder = $3 WHERE id = $1 AND person_id = $2 AND state = 'open';

-- name: SignPresence
-- One statement: the screen of an own attempt is there; what it has to know.
WITH a AS (
    SELECT a.id, a.state, a.deadline_at, a.holder, z.late_seconds, z.focus_log FROM quiz.attempts a JOIN quiz.quizzes z ON z.id = a.quiz_id
    WHERE a.id = $1 AND a.person_id = $2
), seen AS (
    INSERT INTO quiz.presences AS p (attempt_id, session_id, seen_at)
    SELECT a.id, $3, clock_timestamp() FROM a WHERE a.state = 'open'
    ON CONFLICT (attempt_id) DO UPDATE SET session_id = EXCLUDED.session_id, seen_at = EXCLUDED.seen_at
)
SELECT a.state, a.deadline_at, clock_timestamp() AS server_now, a.focus_log,
    GREATEST(0, ceil(extract(epoch FROM a.deadline_at - clock_timestamp())))::int AS seconds_left,
    COALESCE(a.holder <> $3, false) AS held,
    COALESCE((SELECT p.session_id <> $3 AND p.seen_at > clock_timestamp() - interval '90 seconds' FROM quiz.presences p WHERE p.attempt_id = a.id), false) AS elsewhere
FROM a;

-- From a bad item to a corrected record. None of this is on a learner's way.

-- name: HoldKeys
-- Waits for every closing that grades (LockAttempt), and makes the next ones
-- wait for the end of this transaction.
SELECT pg_advisory_xact_lock(hashtext('quiz.grading'));

-- name: AddRegrade
INSERT INTO quiz.regrades (id, version_id, change, old_key, new_key, reason, proposed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: LockRegrade
SELECT id, version_id, change, COALESCE(new_key, 'null') AS new_key, reason, state, policy, proposed_by FROM quiz.regrades WHERE id = $1 FOR UPDATE;

-- name: Regrades
SELECT g.id, g.version_id, g.change, g.old_key, COALESCE(g.new_key, 'null') AS new_key, g.reason, g.state, COALESCE(g.policy, '') AS policy, g.note,
    g.proposed_by, g.proposed_at, g.decided_at, g.done_at, p.full_name AS proposer, COALESCE(d.full_name, '') AS decider,
    q.key AS name, v.kind, v.stem_html, v.content,
    (SELECT count(*) FROM quiz.regrade_lines l WHERE l.regrade_id = g.id) AS lines,
    (SELECT count(*) FROM quiz.regrade_lines l WHERE l.regrade_id = g.id AND l.state <> 'waiting') AS lines_done,
    (SELECT count(*) FROM quiz.regrade_lines l WHERE l.regrade_id = g.id AND l.state = 'kept') AS lines_kept,
    (SELECT count(*) FROM quiz.regrade_lines l WHERE l.regrade_id = g.id AND l.outcome = 'passes') AS passes,
    (SELECT count(*) FROM quiz.regrade_lines l WHERE l.regrade_id = g.id AND l.outcome = 'fails') AS fails
FROM quiz.regrades g
JOIN bank.versions v ON v.id = g.version_id
JOIN bank.questions q ON q.id = v.question_id
JOIN accounts.persons p ON p.id = g.proposed_by
LEFT JOIN accounts.persons d ON d.id = g.decided_by
WHERE g.id = $1 OR $1 IS NULL
ORDER BY g.state = 'proposed' DESC, g.state = 'running' DESC, g.proposed_at DESC
LIMIT 200;

-- name: RegradeMarks
-- Every closed attempt that had the version (of one enrolment, or of all), with
-- the mark it has for it. Other items keep their marks, whatever is right of them
-- by now: only this version is graded anew.
SELECT a.id AS attempt_id, a.enrolment_id, a.quiz_id, p.full_name, a.number, i.no, COALESCE(w.chosen, '{}') AS chosen,
    a.points, a.max_points, a.passed, a.remedial,
    (SELECT jsonb_agg(jsonb_build_object('no', t.no, 'max', t.max, 'section', t.section, 'mark', t.mark) ORDER BY t.no)
     FROM quiz.items t WHERE t.attempt_id = a.id) AS paper,
    EXISTS (SELECT FROM quiz.attempts o WHERE o.quiz_id = a.quiz_id AND o.enrolment_id = a.enrolment_id AND o.passed
        AND NOT EXISTS (SELECT FROM quiz.items t WHERE t.attempt_id = o.id AND t.question_id = $1)) AS passed_elsewhere
FROM quiz.items i
JOIN quiz.attempts a ON a.id = i.attempt_id
JOIN quiz.quizzes z ON z.id = a.quiz_id
JOIN accounts.persons p ON p.id = a.person_id
LEFT JOIN quiz.answers w ON w.attempt_id = i.attempt_id AND w.no = i.no
WHERE i.question_id = $1 AND a.closed_at IS NOT NULL AND z.kind <> 'survey' AND (a.enrolment_id = $2 OR $2 IS NULL)
ORDER BY a.enrolment_id, a.quiz_id, a.number;

-- name: RegradePrint
-- Another text when anything has changed of which RegradeMarks and
-- QuizzesOfVersion make a preview: a closed attempt of anybody who had the
-- version, its grade, or the rules of its quiz.
SELECT COALESCE(sum(hashtextextended(concat_ws(' ', a.id, a.closed_at, a.points, a.passed, a.pending, a.sections, z.rules_no), 0)), 0)::text AS print
FROM quiz.attempts a JOIN quiz.quizzes z ON z.id = a.quiz_id
WHERE a.closed_at IS NOT NULL AND (a.quiz_id, a.enrolment_id) IN (
    SELECT h.quiz_id, h.enrolment_id FROM quiz.items i JOIN quiz.attempts h ON h.id = i.attempt_id
    WHERE i.question_id = $1 AND h.closed_at IS NOT NULL);

-- name: DecideRegrade
UPDATE quiz.regrades SET state = $2, policy = NULLIF($3, ''), note = $4, decided_by = CAST($5 AS uuid), decided_at = CASE WHEN CAST($5 AS uuid) IS NULL THEN NULL ELSE now() END
WHERE id = $1 AND state = 'proposed';

-- name: AddRegradeLines
INSERT INTO quiz.regrade_lines (regrade_id, attempt_id, enrolment_id, old_points, new_points, old_passed, new_passed, old_marks)
SELECT $2, r.attempt_id, r.enrolment_id, r.old_points, r.new_points, r.old_passed, r.new_passed, r.old_marks
FROM jsonb_to_recordset($1::jsonb) AS r (attempt_id uuid, enrolment_id uuid, old_points numeric, new_points numeric,
    old_passed boolean, new_passed boolean, old_marks jsonb);

-- name: WaitingEnrolments
SELECT DISTINCT enrolment_id FROM quiz.regrade_lines WHERE regrade_id = $1 AND state = 'waiting' ORDER BY enrolment_id LIMIT 200;

-- name: WaitingLines
SELECT attempt_id FROM quiz.regrade_lines WHERE regrade_id = $1 AND enrolment_id = $2 AND state = 'waiting';

-- name: LockAttemptsOf
SELECT id FROM quiz.attempts WHERE enrolment_id = $1 ORDER BY id FOR UPDATE;

-- name: QuizzesOfVersion
SELECT to_jsonb(z) - 'instructions' AS quiz FROM quiz.quizzes z
WHERE EXISTS (SELECT FROM quiz.items i JOIN quiz.attempts a ON a.id = i.attempt_id WHERE i.question_id = $1 AND a.quiz_id = z.id);

-- name: FinishLine
UPDATE quiz.regrade_lines SET state = $3, old_points = $4, new_points = $5, old_passed = $6, new_passed = $7, old_marks = $8,
    outcome = $9, done_at = clock_timestamp()
WHERE regrade_id = $1 AND attempt_id = $2;

-- name: LeaveLine
-- The attempt was opened again meanwhile: its next close grades by the new key.
UPDATE quiz.regrade_lines SET state = 'kept', new_points = old_points, new_passed = old_passed, done_at = clock_timestamp()
WHERE regrade_id = $1 AND attempt_id = $2;

-- name: FinishRegrade
UPDATE quiz.regrades SET state = 'done', done_at = now()
WHERE id = $1 AND state = 'running' AND NOT EXISTS (SELECT FROM quiz.regrade_lines l WHERE l.regrade_id = $1 AND l.state = 'waiting');

-- name: RegradeLines
SELECT l.attempt_id, z.title, p.full_name, a.number, l.state, l.outcome, l.old_passed, l.new_passed,
    l.old_points AS points, l.new_points, a.max_points
FROM quiz.regrade_lines l
JOIN quiz.attempts a ON a.id = l.attempt_id
JOIN quiz.quizzes z ON z.id = a.quiz_id
JOIN accounts.persons p ON p.id = a.person_id
WHERE l.regrade_id = $1
ORDER BY l.outcome DESC, p.full_name, l.attempt_id
LIMIT 1000;

-- name: RegradeNotes
SELECT g.id AS regrade_id, a.number, l.done_at AS at, g.reason, g.change, l.outcome,
    l.old_points, l.new_points, a.max_points
FROM quiz.regrade_lines l
JOIN quiz.regrades g ON g.id = l.regrade_id
JOIN quiz.attempts a ON a.id = l.attempt_id
WHERE a.quiz_id = $1 AND a.enrolment_id = $2 AND (a.id = $3 OR $3 IS NULL) AND l.state = 'applied' AND l.old_points <> l.new_points
ORDER BY l.done_at DESC LIMIT 20;

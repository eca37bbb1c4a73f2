-- name: LockAttempt
-- FOR UPDATE, not a weaker lock: it must exclude the FOR SHARE of SaveAnswer,
-- and it must be a statement of its own, so that the next one, which reads the
-- answers, has a snapshot from after the lock. The lock on grading (shared, in
-- memory only) makes the approval of a correction wait for this closing, and
-- this closing for the approval: no attempt is graded by the old one unseen.
SELECT a.id, a.quiz_id, z.lesson_id, a.enrolment_id, a.person_id, z.title, a.number, a.state, a.started_at, a.deadline_at,
    a.closed_at, a.points, a.max_points, a.passed, z.pass_percent, z.attempt_cap
FROM (SELECT pg_advisory_xact_lock_shared(hashtext('quiz.grading'))) held, quiz.attempts a JOIN quiz.quizzes z ON z.id = a.quiz_id
WHERE a.id = $1 AND a.person_id = $2
FOR UPDATE OF a;

-- name: SheetOf
SELECT i.no, ARRAY(SELECT jsonb_array_elements_text(k.key -> 'correct')) AS right_options, k.voided, COALESCE(w.chosen, '{}') AS chosen
FROM quiz.items i
JOIN bank.keys k ON k.version_id = i.question_id
LEFT JOIN quiz.answers w ON w.attempt_id = i.attempt_id AND w.no = i.no
WHERE i.attempt_id = $1
ORDER BY i.no;

-- name: MarkItems
UPDATE quiz.items i SET correct = m.correct
FROM unnest($2::int[], $3::boolean[]) AS m (no, correct)
WHERE i.attempt_id = $1 AND i.no = m.no;

-- name: CloseAttempt
UPDATE quiz.attempts SET state = $2, closed_at = clock_timestamp(), points = $3, passed = $4
WHERE id = $1 AND state = 'open';

-- name: OverdueAttempts
SELECT id, person_id FROM quiz.attempts
WHERE state = 'open' AND deadline_at < now() - make_interval(secs => $1)
ORDER BY deadline_at LIMIT $2;

-- name: ReviewOf
-- The join on a closed state is the second lock on the keys: whatever the
-- service does, an open attempt has no rows here.
SELECT i.no, v.kind, v.stem_html, v.content -> 'options' AS options, i.option_order, COALESCE(i.correct, false) AS correct,
    ARRAY(SELECT jsonb_array_elements_text(k.key -> 'correct')) AS right_options, k.voided, k.explanation_html, COALESCE(w.chosen, '{}') AS chosen
FROM quiz.attempts a
JOIN quiz.items i ON i.attempt_id = a.id
JOIN bank.versions v ON v.id = i.question_id
JOIN bank.keys k ON k.version_id = v.id
LEFT JOIN quiz.answers w ON w.attempt_id = i.attempt_id AND w.no = i.no
WHERE a.id = $1 AND a.person_id = $2 AND a.state <> 'open'
ORDER BY i.no;

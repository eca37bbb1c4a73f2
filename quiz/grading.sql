-- name: LockAttempt
-- FOR UPDATE, not a weaker lock: it must exclude the FOR SHARE of SaveAnswer,
-- and it must be a statement of its own, so that the next one, which reads the
-- answers, has a snapshot from after the lock. The lock on grading (shared, in
-- memory only) makes the approval of a correction wait for this closing, and
-- this closing for the approval: no attempt is graded by the old one unseen.
SELECT a.id, a.quiz_id, z.lesson_id, a.enrolment_id, a.person_id, z.title, a.number, a.state, a.started_at, a.deadline_at,
    a.closed_at, a.points, a.max_points, a.passed, a.pending, a.settled, a.form, a.remedial, a.holder, a.sections,
    to_jsonb(z) - 'instructions' AS quiz
FROM (SELECT pg_advisory_xact_lock_shared(hashtext('quiz.grading'))) held, quiz.attempts a JOIN quiz.quizzes z ON z.id = a.quiz_id
WHERE a.id = $1 AND a.person_id = $2
FOR UPDATE OF a;

-- name: SheetOf
SELECT i.no, v.kind, v.content, k.key, COALESCE(k.voided, false) AS voided, i.max, i.section, COALESCE(w.chosen, '{}') AS chosen
FROM quiz.items i
JOIN bank.versions v ON v.id = i.question_id
LEFT JOIN bank.keys k ON k.version_id = i.question_id
LEFT JOIN quiz.answers w ON w.attempt_id = i.attempt_id AND w.no = i.no
WHERE i.attempt_id = $1
ORDER BY i.no;

-- name: MarkItems
UPDATE quiz.items i SET mark = m.mark, correct = m.mark = i.max
FROM unnest($2::int[], $3::numeric[]) AS m (no, mark)
WHERE i.attempt_id = $1 AND i.no = m.no;

-- name: CloseAttempt
UPDATE quiz.attempts SET state = $2, closed_at = clock_timestamp(), points = $3, passed = $4, pending = $5, sections = $6, settled = $7
WHERE id = $1 AND state = 'open';

-- name: OverdueAttempts
-- Where late deliveries are taken, an attempt waits for them.
SELECT a.id, a.person_id FROM quiz.attempts a JOIN quiz.quizzes z ON z.id = a.quiz_id
WHERE a.state = 'open' AND a.deadline_at < now() - make_interval(secs => $1)
  AND a.deadline_at < now() - make_interval(secs => $1 + z.late_seconds)
ORDER BY a.deadline_at LIMIT $2;

-- name: ReviewOf
-- The join on a closed state is the second lock on the keys: whatever the
-- service does, an open attempt has no rows here.
SELECT i.no, v.kind, v.stem_html, v.content, i.option_order, i.mark, i.max, i.section,
    k.key, COALESCE(k.voided, false) AS voided, COALESCE(k.explanation_html, '') AS explanation_html, COALESCE(w.chosen, '{}') AS chosen
FROM quiz.attempts a
JOIN quiz.items i ON i.attempt_id = a.id
JOIN bank.versions v ON v.id = i.question_id
LEFT JOIN bank.keys k ON k.version_id = v.id
LEFT JOIN quiz.answers w ON w.attempt_id = i.attempt_id AND w.no = i.no
WHERE a.id = $1 AND a.person_id = $2 AND a.state <> 'open'
ORDER BY i.no;

-- name: LockAttemptByID
-- For markers and jobs, who are not the owner.
SELECT a.id, a.quiz_id, z.lesson_id, a.enrolment_id, a.person_id, z.title, a.number, a.state, a.started_at, a.deadline_at,
    a.closed_at, a.points, a.max_points, a.passed, a.pending, a.settled, a.form, a.remedial, a.holder, a.sections,
    to_jsonb(z) - 'instructions' AS quiz
FROM quiz.attempts a JOIN quiz.quizzes z ON z.id = a.quiz_id
WHERE a.id = $1
FOR UPDATE OF a;

-- name: MarksOf
SELECT i.no, i.max, i.section, i.mark FROM quiz.items i WHERE i.attempt_id = $1 ORDER BY i.no;

-- name: GradeAttempt
UPDATE quiz.attempts SET points = $2, passed = $3, pending = $4, sections = $5, settled = $6
WHERE id = $1 AND state <> 'open';

-- name: ReleasedAttempts
SELECT a.id FROM quiz.attempts a JOIN quiz.quizzes z ON z.id = a.quiz_id
WHERE NOT a.settled AND CASE z.release_score
    WHEN 'after-close' THEN now() >= CASE WHEN a.remedial THEN z.remedial_closes_at ELSE z.closes_at END
    WHEN 'by-hand' THEN now() >= z.released_at
    ELSE true END
ORDER BY a.id LIMIT $1;

-- name: SettleAttempt
UPDATE quiz.attempts SET settled = true WHERE id = $1;

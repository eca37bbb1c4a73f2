-- The open path: no statement of this file names what is right. A test holds it.

-- name: AttemptOf
SELECT a.id, a.quiz_id, z.lesson_id, a.enrolment_id, a.person_id, z.title, a.number, a.state, a.started_at, a.deadline_at,
    a.closed_at, a.points, a.max_points, a.passed, z.pass_percent, z.attempt_cap, clock_timestamp() AS server_now
FROM quiz.attempts a JOIN quiz.quizzes z ON z.id = a.quiz_id
WHERE a.id = $1 AND a.person_id = $2;

-- name: OpenAttemptOf
SELECT a.id FROM quiz.attempts a
WHERE a.quiz_id = $1 AND a.enrolment_id = $2 AND a.person_id = $3 AND a.state = 'open';

-- name: InsertAttempt
-- Two starts at once: the second waits for the first on a unique index
-- (attempts_one_open, attempts_number) and then inserts nothing.
INSERT INTO quiz.attempts (id, quiz_id, enrolment_id, person_id, number, seed, started_at, deadline_at, max_points)
VALUES ($1, $2, $3, $4, $5, $6, now(), now() + make_interval(secs => $7), $8)
ON CONFLICT DO NOTHING;

-- name: InsertItems
INSERT INTO quiz.items (attempt_id, no, question_id, option_order, most)
SELECT $2, r.no, r.question_id, r.option_order, r.most
FROM jsonb_to_recordset($1::jsonb) AS r (no int, question_id uuid, option_order text[], most int);

-- name: CandidatesOf
-- The newest version of each reviewed question of the pools; seen counts
-- earlier papers with any version of it.
SELECT v.id, q.key, q.pool, v.kind,
    ARRAY(SELECT o.v ->> 'id' FROM jsonb_array_elements(v.content -> 'options') WITH ORDINALITY AS o (v, n) ORDER BY o.n) AS options,
    (SELECT count(*) FROM quiz.attempts a JOIN quiz.items i ON i.attempt_id = a.id JOIN bank.versions s ON s.id = i.question_id
     WHERE a.quiz_id = $3 AND a.enrolment_id = $4 AND s.question_id = q.id) AS seen
FROM bank.questions q
JOIN bank.versions v ON v.question_id = q.id AND v.no = (SELECT max(n.no) FROM bank.versions n WHERE n.question_id = q.id)
WHERE q.revision_id = $1 AND q.pool = ANY ($2) AND q.state = 'reviewed';

-- name: PaperOf
SELECT i.no, v.kind, v.stem_html, v.content -> 'options' AS options, i.option_order,
    COALESCE(w.chosen, '{}') AS chosen, COALESCE(w.seq, 0) AS seq, w.saved_at
FROM quiz.items i
JOIN bank.versions v ON v.id = i.question_id
LEFT JOIN quiz.answers w ON w.attempt_id = i.attempt_id AND w.no = i.no
WHERE i.attempt_id = $1
ORDER BY i.no;

-- name: HasOpenAttempt
SELECT EXISTS (SELECT FROM quiz.attempts WHERE person_id = $1 AND state = 'open' AND deadline_at > clock_timestamp());

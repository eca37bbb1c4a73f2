-- name: QuizOfLesson
SELECT to_jsonb(z) AS quiz FROM quiz.quizzes z WHERE z.lesson_id = $1;

-- name: AllowanceOf
-- passed counts settled attempts only: one whose score is withheld must not
-- tell its outcome by what it allows.
SELECT z.attempt_cap,
    (SELECT COALESCE(sum(g.extra), 0) FROM quiz.grants g WHERE g.quiz_id = z.id AND g.enrolment_id = $2) AS granted,
    count(a.id) AS used, COALESCE(bool_or(a.passed AND a.settled), false) AS passed,
    COALESCE(bool_or(a.pending > 0), false) AS pending, max(a.closed_at) AS closed_at
FROM quiz.quizzes z LEFT JOIN quiz.attempts a ON a.quiz_id = z.id AND a.enrolment_id = $2
WHERE z.id = $1 GROUP BY z.id;

-- name: StartFacts
-- AllowanceOf, with the extra time of the person and of the units above, and
-- the moment of the transaction. $3 person.
SELECT z.attempt_cap,
    (SELECT COALESCE(sum(g.extra), 0) FROM quiz.grants g WHERE g.quiz_id = z.id AND g.enrolment_id = $2) AS granted,
    count(a.id) AS used, COALESCE(bool_or(a.passed AND a.settled), false) AS passed,
    COALESCE(bool_or(a.pending > 0), false) AS pending, max(a.closed_at) AS closed_at,
    CASE WHEN EXISTS (SELECT FROM quiz.extra_times x WHERE x.quiz_id = z.id) THEN quiz.extra_seconds(z.id, $3::uuid) ELSE 0 END AS extra_seconds,
    now() AS now
FROM quiz.quizzes z LEFT JOIN quiz.attempts a ON a.quiz_id = z.id AND a.enrolment_id = $2
WHERE z.id = $1 GROUP BY z.id;

-- name: AttemptsOfLearner
SELECT a.id, a.number, a.state, a.started_at, a.deadline_at, a.closed_at, a.points, a.max_points, a.passed, a.pending, a.remedial,
    GREATEST(a.started_at, (SELECT max(w.saved_at) FROM quiz.answers w WHERE w.attempt_id = a.id),
        (SELECT p.seen_at FROM quiz.presences p WHERE p.attempt_id = a.id)) AS heard_at,
    EXISTS (SELECT FROM quiz.answers w WHERE w.attempt_id = a.id AND w.late) AS has_late, now() AS now
FROM quiz.attempts a WHERE a.quiz_id = $1 AND a.enrolment_id = $2
ORDER BY a.number DESC LIMIT 100;

-- name: Now
SELECT now();

-- name: QuizOfLesson
SELECT z.id, z.lesson_id, z.title, z.instructions, z.duration_seconds, z.pass_percent, z.attempt_cap, z.draw
FROM quiz.quizzes z WHERE z.lesson_id = $1;

-- name: AllowanceOf
SELECT z.attempt_cap,
    (SELECT COALESCE(sum(g.extra), 0) FROM quiz.grants g WHERE g.quiz_id = z.id AND g.enrolment_id = $2) AS granted,
    (SELECT count(*) FROM quiz.attempts a WHERE a.quiz_id = z.id AND a.enrolment_id = $2) AS used,
    EXISTS (SELECT FROM quiz.attempts a WHERE a.quiz_id = z.id AND a.enrolment_id = $2 AND a.passed) AS passed
FROM quiz.quizzes z WHERE z.id = $1;

-- name: AttemptsOfLearner
SELECT a.id, a.number, a.state, a.started_at, a.closed_at, a.points, a.max_points, a.passed
FROM quiz.attempts a WHERE a.quiz_id = $1 AND a.enrolment_id = $2
ORDER BY a.number DESC LIMIT 100;

-- name: InsertQuizzes
INSERT INTO quiz.quizzes (id, lesson_id, title, instructions, duration_seconds, pass_percent, attempt_cap, draw, from_folder)
SELECT r.id, r.lesson_id, r.title, r.instructions, r.duration_seconds, r.pass_percent, r.attempt_cap, r.draw, r.from_folder
FROM jsonb_to_recordset($1::jsonb)
    AS r (id uuid, lesson_id uuid, title text, instructions text, duration_seconds int, pass_percent int, attempt_cap int, draw jsonb,
        from_folder jsonb);

-- name: QuizzesBefore
-- Of each quiz of a revision ($1), that of the same lesson key in the newest
-- earlier revision of the course that has one.
SELECT DISTINCT ON (l.id) l.key, l.id AS lesson_id, n.id AS quiz_id, to_jsonb(z) AS before
FROM courses.lessons l
JOIN quiz.quizzes n ON n.lesson_id = l.id
JOIN courses.revisions r ON r.id = l.revision_id
JOIN courses.revisions b ON b.course_id = r.course_id AND b.number < r.number
JOIN courses.lessons o ON o.revision_id = b.id AND o.key = l.key
JOIN quiz.quizzes z ON z.lesson_id = o.id
WHERE l.revision_id = $1
ORDER BY l.id, b.number DESC;

-- name: CarryExtraTime
-- $1 the quiz before, $2 the new one. Time that moved a running attempt was for
-- what happened there; time given in advance is for whom it names.
INSERT INTO quiz.extra_times (id, quiz_id, person_id, unit_id, seconds, reason, granted_by, granted_at)
SELECT gen_random_uuid(), $2, x.person_id, x.unit_id, x.seconds, x.reason, x.granted_by, x.granted_at
FROM quiz.extra_times x WHERE x.quiz_id = $1 AND x.moved = 0;

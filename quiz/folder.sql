-- name: InsertQuizzes
INSERT INTO quiz.quizzes (id, lesson_id, title, instructions, duration_seconds, pass_percent, attempt_cap, draw)
SELECT r.id, r.lesson_id, r.title, r.instructions, r.duration_seconds, r.pass_percent, r.attempt_cap, r.draw
FROM jsonb_to_recordset($1::jsonb)
    AS r (id uuid, lesson_id uuid, title text, instructions text, duration_seconds int, pass_percent int, attempt_cap int, draw jsonb);

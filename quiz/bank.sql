-- name: InsertQuestions
INSERT INTO quiz.questions (id, revision_id, key, pool, kind, stem_html, options, tags)
SELECT r.id, $2, r.key, r.pool, r.kind, r.stem_html, r.options, r.tags
FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, key text, pool text, kind text, stem_html text, options jsonb, tags jsonb);

-- name: InsertKeys
INSERT INTO quiz.keys (question_id, correct, explanation_html)
SELECT r.question_id, r.correct, r.explanation_html
FROM jsonb_to_recordset($1::jsonb) AS r (question_id uuid, correct text[], explanation_html text);

-- name: InsertQuizzes
INSERT INTO quiz.quizzes (id, lesson_id, title, instructions, duration_seconds, pass_percent, attempt_cap, draw)
SELECT r.id, r.lesson_id, r.title, r.instructions, r.duration_seconds, r.pass_percent, r.attempt_cap, r.draw
FROM jsonb_to_recordset($1::jsonb)
    AS r (id uuid, lesson_id uuid, title text, instructions text, duration_seconds int, pass_percent int, attempt_cap int, draw jsonb);

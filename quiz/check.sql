-- name: CheckOf
-- Practice alone: the condition on the kind of quiz is the second lock on the
-- keys of an open attempt. Only an answered item that is not checked yet.
SELECT i.no, v.kind, v.content, k.key, k.voided, k.explanation_html, i.max, i.section, i.option_order, v.stem_html, w.chosen
FROM quiz.attempts a
JOIN quiz.quizzes z ON z.id = a.quiz_id AND z.kind = 'practice'
JOIN quiz.items i ON i.attempt_id = a.id AND i.no = $3
JOIN bank.versions v ON v.id = i.question_id
JOIN bank.keys k ON k.version_id = v.id
JOIN quiz.answers w ON w.attempt_id = i.attempt_id AND w.no = i.no AND w.chosen <> '{}'
WHERE a.id = $1 AND a.person_id = $2 AND a.state = 'open';

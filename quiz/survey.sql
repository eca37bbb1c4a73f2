-- name: SurveyOf
-- The items of an anonymous survey, for everybody in the order of their names.
SELECT v.id, v.kind, v.stem_html, v.content, q.key
FROM bank.questions q
JOIN bank.versions v ON v.question_id = q.id AND v.no = (SELECT max(n.no) FROM bank.versions n WHERE n.question_id = q.id)
WHERE q.revision_id = $1 AND q.pool = ANY ($2) AND q.state = 'reviewed'
ORDER BY q.key;

-- name: InsertSurveyDone
INSERT INTO quiz.survey_done (quiz_id, enrolment_id) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: InsertResponse
-- No person, no time, a random id.
INSERT INTO quiz.survey_responses (id, quiz_id, answers) VALUES ($1, $2, $3);

-- name: ResponsesOf
-- In the order of the random ids; fewer than $2 are not told at all.
SELECT r.answers FROM quiz.survey_responses r
WHERE r.quiz_id = $1 AND (SELECT count(*) FROM quiz.survey_responses n WHERE n.quiz_id = $1) >= $2
ORDER BY r.id LIMIT 5000;

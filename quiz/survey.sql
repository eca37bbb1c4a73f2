-- name: SurveyVersions
-- What a learner may see of these versions; whoever asks puts them in order.
SELECT v.id, v.kind, v.stem_html, v.content FROM bank.versions v WHERE v.id = ANY ($1);

-- name: SurveyDone
SELECT EXISTS (SELECT FROM quiz.survey_done d WHERE d.quiz_id = $1 AND d.enrolment_id = $2);

-- name: InsertSurveyDone
INSERT INTO quiz.survey_done (quiz_id, enrolment_id) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: InsertResponse
-- No person, no time, a random id.
INSERT INTO quiz.survey_responses (id, quiz_id, answers) VALUES ($1, $2, $3);

-- name: ShowResponses
-- Those that wait come to light together, $2 or more of them. Two answers at
-- once may each count one too few; the next one shows all.
UPDATE quiz.survey_responses SET shown = true
WHERE quiz_id = $1 AND NOT shown
  AND (SELECT count(*) FROM quiz.survey_responses n WHERE n.quiz_id = $1 AND NOT n.shown) >= $2;

-- name: ResponsesOf
-- In the order of the random ids.
SELECT r.answers FROM quiz.survey_responses r WHERE r.quiz_id = $1 AND r.shown ORDER BY r.id LIMIT 5000;

-- name: CountWaiting
SELECT count(*) FROM quiz.survey_responses r WHERE r.quiz_id = $1 AND NOT r.shown;

-- name: SurveyAttempts
-- The closed attempts of a survey that is not anonymous, without who made them.
SELECT i.attempt_id, i.question_id AS version_id, COALESCE(w.chosen, '{}') AS chosen
FROM (SELECT DISTINCT ON (a.enrolment_id) a.id FROM quiz.attempts a
      WHERE a.quiz_id = $1 AND a.closed_at IS NOT NULL ORDER BY a.enrolment_id, a.number) t
JOIN quiz.items i ON i.attempt_id = t.id
LEFT JOIN quiz.answers w ON w.attempt_id = i.attempt_id AND w.no = i.no
ORDER BY i.attempt_id, i.no;

-- name: ListSurveys
SELECT z.lesson_id, z.title, r.title AS course_title, z.anonymous,
    CASE WHEN z.anonymous THEN (SELECT count(*) FROM quiz.survey_done d WHERE d.quiz_id = z.id)
         ELSE (SELECT count(DISTINCT a.enrolment_id) FROM quiz.attempts a WHERE a.quiz_id = z.id AND a.closed_at IS NOT NULL) END AS answered
FROM quiz.quizzes z
JOIN courses.lessons l ON l.id = z.lesson_id
JOIN courses.revisions r ON r.id = l.revision_id
WHERE z.kind = 'survey'
ORDER BY r.published_at DESC, l.position LIMIT 500;

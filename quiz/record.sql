-- name: AttemptsOfEnrolment
SELECT count(*) AS taken, count(*) FILTER (WHERE passed) AS passed
FROM quiz.attempts WHERE enrolment_id = $1 AND state <> 'open';

-- name: LearnerMaySeeFile
-- A file that a question shows is for whoever was given that question.
SELECT EXISTS (
    SELECT 1
    FROM bank.version_files f
    JOIN quiz.items i ON i.question_id = f.version_id
    JOIN quiz.attempts a ON a.id = i.attempt_id
    WHERE f.file_id = $1 AND a.person_id = $2
);

-- name: InsertGrant
INSERT INTO quiz.grants (id, quiz_id, enrolment_id, extra, reason, granted_by)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING granted_at;

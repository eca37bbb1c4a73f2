-- name: WriteAudit
INSERT INTO audit.events (actor_id, action, subject, details)
VALUES ($1, $2, $3, $4);

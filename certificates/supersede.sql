-- name: LockForSupersede
SELECT revoked_at IS NOT NULL AS revoked, superseded_at IS NOT NULL AS superseded
FROM certificates.certificates WHERE id = $1 FOR UPDATE;

-- name: SupersedeCertificate
UPDATE certificates.certificates SET superseded_at = $2, superseded_by = $3, supersede_reason = $4 WHERE id = $1;

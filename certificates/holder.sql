-- name: HolderByCode
SELECT person_id, revoked_at IS NULL AND superseded_at IS NULL AS valid FROM certificates.certificates WHERE public_id = $1;

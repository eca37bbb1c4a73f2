-- name: LockKey
SELECT v.kind, v.content, k.key, k.voided, k.no
FROM bank.keys k JOIN bank.versions v ON v.id = k.version_id
WHERE k.version_id = $1 FOR UPDATE OF k;

-- name: KeepFormerKey
INSERT INTO bank.former_keys (version_id, no, key, voided, reason)
SELECT version_id, no, key, voided, $2 FROM bank.keys WHERE version_id = $1;

-- name: ReplaceKey
UPDATE bank.keys SET key = $2, voided = $3, no = no + 1 WHERE version_id = $1;

-- name: Snapshot
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;

-- name: SchemaVersion
SELECT COALESCE(max(version_id), 0) FROM public.goose_db_version;

-- name: HasSchema
SELECT to_regclass('public.goose_db_version') IS NOT NULL AND to_regclass('register.leaves') IS NOT NULL;

-- name: LeavesAfter
SELECT l.idx, l.kind, l.subject, l.body, s.salt
FROM register.leaves l LEFT JOIN register.salts s USING (idx)
WHERE l.idx > $1
ORDER BY l.idx
LIMIT $2;

-- name: HashesAfter
SELECT idx, hash FROM register.hashes WHERE idx > $1 ORDER BY idx LIMIT $2;

-- name: CheckpointsAfter
SELECT seq, size, note, signed_at FROM register.checkpoints WHERE seq > $1 ORDER BY seq LIMIT $2;

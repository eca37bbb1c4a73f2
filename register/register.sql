-- name: LockHead
SELECT size FROM register.head WHERE id = 1 FOR UPDATE;

-- name: Head
SELECT size, checkpoints FROM register.head WHERE id = 1;

-- name: Hashes
SELECT h.idx, h.hash FROM register.hashes h WHERE h.idx = ANY ($1::bigint[]);

-- name: AddLeaf
WITH leaf AS (
    INSERT INTO register.leaves (idx, kind, subject, body) VALUES ($1, $2, $3, $4)
    ON CONFLICT ON CONSTRAINT leaves_once DO NOTHING
    RETURNING idx
), salt AS (
    INSERT INTO register.salts (idx, salt) SELECT idx, $5 FROM leaf
), grown AS (
    INSERT INTO register.hashes (idx, hash)
    SELECT h.idx, h.hash FROM leaf, unnest($6::bigint[], $7::bytea[]) AS h (idx, hash)
)
UPDATE register.head SET size = $1 + 1 FROM leaf WHERE head.id = 1;

-- name: HasLeaf
SELECT EXISTS (SELECT FROM register.leaves WHERE subject = $1 AND kind = $2);

-- name: LeavesOf
SELECT l.idx, l.kind, l.subject, l.body, s.salt
FROM register.leaves l LEFT JOIN register.salts s USING (idx)
WHERE l.subject = $1
ORDER BY l.idx;

-- name: LastCheckpoint
SELECT seq, size, note, signed_at FROM register.checkpoints ORDER BY seq DESC LIMIT 1;

-- name: CheckpointOf
SELECT seq, size, note, signed_at FROM register.checkpoints WHERE size = $1;

-- name: AddCheckpoint
WITH added AS (
    INSERT INTO register.checkpoints (seq, size, note) VALUES ($1, $2, $3) RETURNING seq
)
UPDATE register.head SET checkpoints = added.seq FROM added WHERE head.id = 1;

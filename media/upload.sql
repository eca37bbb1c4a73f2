-- name: AddUpload
INSERT INTO media.uploads (id, name, bytes) VALUES ($1, $2, $3) ON CONFLICT ON CONSTRAINT uploads_pkey DO NOTHING;

-- name: UploadByID
SELECT id, name, bytes, received, COALESCE(object_key, '') AS object_key, COALESCE(content_type, '') AS content_type,
    completed_at IS NOT NULL AS complete
FROM media.uploads WHERE id = $1 AND dropped_at IS NULL;

-- name: AddPiece
-- Only the piece that comes next is taken; of two at once, one. The row's lock
-- makes the second see the first.
WITH taken AS (
    UPDATE media.uploads SET received = received + $3, touched_at = clock_timestamp()
    WHERE id = $1 AND received = $2 AND received + $3 <= bytes AND completed_at IS NULL AND dropped_at IS NULL
    RETURNING id
)
INSERT INTO media.upload_pieces (upload_id, start, bytes, object_key) SELECT id, $2, $3, $4 FROM taken;

-- name: PiecesOf
SELECT object_key, start, bytes FROM media.upload_pieces WHERE upload_id = $1 ORDER BY start;

-- name: CompleteUpload
UPDATE media.uploads SET object_key = $2, content_type = $3, sha256 = $4, completed_at = clock_timestamp()
WHERE id = $1 AND received = bytes AND completed_at IS NULL AND dropped_at IS NULL;

-- name: DropUpload
UPDATE media.uploads SET dropped_at = clock_timestamp() WHERE id = $1 AND dropped_at IS NULL;

-- name: PiecesToClear
-- Of whole and of dropped uploads: nobody reads them any more.
SELECT p.upload_id, p.start, p.object_key FROM media.upload_pieces p JOIN media.uploads u ON u.id = p.upload_id
WHERE u.dropped_at IS NOT NULL OR u.completed_at < now() - interval '10 minutes'
LIMIT $1;

-- name: RemovePiece
DELETE FROM media.upload_pieces WHERE upload_id = $1 AND start = $2;

-- name: UploadsToClear
SELECT u.id, COALESCE(u.object_key, '') AS object_key FROM media.uploads u
WHERE u.dropped_at IS NOT NULL AND NOT EXISTS (SELECT FROM media.upload_pieces p WHERE p.upload_id = u.id)
LIMIT $1;

-- name: RemoveUpload
DELETE FROM media.uploads WHERE id = $1 AND dropped_at IS NOT NULL;

-- name: FileByHash
SELECT id, object_key, name, content_type, bytes, sha256
FROM media.files WHERE sha256 = $1 AND content_type = $2;

-- name: FileByID
SELECT id, object_key, name, content_type, bytes, sha256
FROM media.files WHERE id = $1;

-- name: AddFile
INSERT INTO media.files (id, object_key, name, content_type, bytes, sha256)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT ON CONSTRAINT files_once DO NOTHING;

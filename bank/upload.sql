-- name: AddUpload
INSERT INTO bank.uploads (file_id, created_by) VALUES ($1, $2) ON CONFLICT DO NOTHING;

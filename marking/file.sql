-- name: FilesOf
-- What the stored answers of a sheet name, in the order of the answer. Neither
-- name nor owner is read.
SELECT w.no, u.upload_id, (row_number() OVER (PARTITION BY w.no ORDER BY t.at))::int AS place, m.content_type, m.bytes
FROM marking.sheets s
JOIN quiz.items i ON i.attempt_id = s.attempt_id AND i.files
JOIN quiz.answers w ON w.attempt_id = i.attempt_id AND w.no = i.no
CROSS JOIN LATERAL unnest(w.chosen) WITH ORDINALITY AS t (id, at)
JOIN quiz.uploads u ON u.upload_id::text = t.id AND u.attempt_id = w.attempt_id AND u.no = w.no
JOIN media.uploads m ON m.id = u.upload_id AND m.completed_at IS NOT NULL AND m.dropped_at IS NULL
WHERE s.id = $1
ORDER BY w.no, t.at;

-- Files that are answers. None of these statements names what is right.

-- name: LockUploads
-- One beginning at a time in an attempt, so that its cap holds.
SELECT pg_advisory_xact_lock(hashtextextended('quiz.uploads:' || $1::text, 0));

-- name: UploadPlace
-- What an item allows, and how much of the attempt's cap is taken. $1 attempt,
-- $2 person, $3 no, $4 session. What was taken out of an answer again (complete
-- before the item's last save, and not in it) counts no longer.
SELECT a.state, a.deadline_at, COALESCE(a.holder <> $4::uuid, false) AS elsewhere, clock_timestamp() AS server_now,
    COALESCE(i.files, false) AS files, i.mark IS NOT NULL AS graded, COALESCE(v.content, '{}') AS content,
    (SELECT count(*) FROM quiz.uploads u WHERE u.attempt_id = a.id) AS begun,
    (SELECT COALESCE(sum(m.bytes), 0) FROM quiz.uploads u JOIN media.uploads m ON m.id = u.upload_id
        LEFT JOIN quiz.answers w ON w.attempt_id = u.attempt_id AND w.no = u.no
        WHERE u.attempt_id = a.id AND m.dropped_at IS NULL
            AND (w.no IS NULL OR u.upload_id::text = ANY (w.chosen) OR m.completed_at IS NULL OR m.completed_at > w.saved_at)) AS bytes
FROM quiz.attempts a
LEFT JOIN quiz.items i ON i.attempt_id = a.id AND i.no = $3
LEFT JOIN bank.versions v ON v.id = i.question_id
WHERE a.id = $1 AND a.person_id = $2;

-- name: LinkUpload
INSERT INTO quiz.uploads (upload_id, attempt_id, no) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: UploadLink
SELECT u.no FROM quiz.uploads u JOIN quiz.attempts a ON a.id = u.attempt_id
WHERE u.upload_id = $1 AND u.attempt_id = $2 AND a.person_id = $3;

-- name: FilesOf
-- The complete uploads of an attempt, for its owner.
SELECT u.no, m.id, m.name, m.bytes, m.content_type
FROM quiz.uploads u JOIN media.uploads m ON m.id = u.upload_id
WHERE u.attempt_id = $1 AND m.completed_at IS NOT NULL AND m.dropped_at IS NULL ORDER BY m.completed_at, m.id;

-- name: FileToRead
-- A file for its owner at any time; for those who oversee ($3), one that was
-- handed in, once nothing of the attempt waits for a marker: before, a name
-- beside a file would undo blind marking.
SELECT m.id, (a.person_id = $2) AS own
FROM quiz.uploads u JOIN media.uploads m ON m.id = u.upload_id
JOIN quiz.attempts a ON a.id = u.attempt_id
LEFT JOIN quiz.answers w ON w.attempt_id = u.attempt_id AND w.no = u.no
WHERE u.upload_id = $1 AND u.attempt_id = $4 AND m.completed_at IS NOT NULL AND m.dropped_at IS NULL
    AND (a.person_id = $2 OR ($3 AND a.state <> 'open' AND a.pending = 0 AND u.upload_id::text = ANY (w.chosen)));

-- name: HandedInFiles
-- What was handed in with an attempt that is marked, for those who oversee.
SELECT u.no, m.id, '' AS name, m.bytes, m.content_type
FROM quiz.attempts a JOIN quiz.uploads u ON u.attempt_id = a.id JOIN media.uploads m ON m.id = u.upload_id
JOIN quiz.answers w ON w.attempt_id = u.attempt_id AND w.no = u.no AND u.upload_id::text = ANY (w.chosen)
WHERE a.id = $1 AND a.state <> 'open' AND a.pending = 0 AND m.completed_at IS NOT NULL AND m.dropped_at IS NULL
ORDER BY u.no, m.id;

-- name: OrphanUploads
-- Untouched for $1 seconds and in no saved answer. An attempt that may still be
-- saved late keeps its own.
SELECT u.upload_id FROM quiz.uploads u JOIN media.uploads m ON m.id = u.upload_id
LEFT JOIN quiz.answers w ON w.attempt_id = u.attempt_id AND w.no = u.no
JOIN quiz.attempts a ON a.id = u.attempt_id
WHERE m.touched_at < now() - make_interval(secs => $1) AND m.dropped_at IS NULL AND a.state <> 'open'
    AND (w.no IS NULL OR NOT u.upload_id::text = ANY (w.chosen))
ORDER BY m.touched_at LIMIT $2;

-- name: LockUpload
-- Waits for a save that holds it (quiz.own_files).
SELECT u.upload_id FROM quiz.uploads u WHERE u.upload_id = $1 FOR UPDATE;

-- name: UnlinkOrphan
-- A statement of its own after the lock: its snapshot has the save that was
-- waited for.
DELETE FROM quiz.uploads u WHERE u.upload_id = $1
    AND NOT EXISTS (SELECT FROM quiz.answers w WHERE w.attempt_id = u.attempt_id AND w.no = u.no AND u.upload_id::text = ANY (w.chosen));

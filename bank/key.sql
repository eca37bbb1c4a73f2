-- name: KeyOf
SELECT v.kind, v.stem_html, v.content, k.key, k.voided, k.no, q.key AS name, v.no AS version_no,
    (SELECT max(n.no) FROM bank.versions n WHERE n.question_id = q.id) AS newest_no
FROM bank.keys k JOIN bank.versions v ON v.id = k.version_id JOIN bank.questions q ON q.id = v.question_id
WHERE k.version_id = $1;

-- name: LockKey
SELECT v.kind, v.stem_html, v.content, k.key, k.voided, k.no, q.key AS name, v.no AS version_no,
    (SELECT max(n.no) FROM bank.versions n WHERE n.question_id = q.id) AS newest_no
FROM bank.keys k JOIN bank.versions v ON v.id = k.version_id JOIN bank.questions q ON q.id = v.question_id
WHERE k.version_id = $1 FOR UPDATE OF k;

-- name: KeepFormerKey
INSERT INTO bank.former_keys (version_id, no, key, voided, reason)
SELECT version_id, no, key, voided, $2 FROM bank.keys WHERE version_id = $1;

-- name: ReplaceKey
UPDATE bank.keys SET key = $2, voided = $3, no = no + 1 WHERE version_id = $1;

-- name: LockQuestionOfVersion
-- drawn: papers are drawn from this version.
SELECT q.id, v.no, q.state = 'reviewed' AND v.no = COALESCE(q.reviewed_no, (SELECT max(n.no) FROM bank.versions n WHERE n.question_id = q.id)) AS drawn
FROM bank.questions q JOIN bank.versions v ON v.question_id = q.id
WHERE v.id = $1 FOR UPDATE OF q;

-- name: RetireVoided
-- reviewed_no stays: it says which version was in use when it was retired.
UPDATE bank.questions SET state = 'retired', changed_at = clock_timestamp() WHERE id = $1;

-- name: KeepSiasnRows
WITH said AS (SELECT * FROM jsonb_to_recordset($4::jsonb) AS r (remote_id text, certificate_number text, title text, organiser text, jp int,
        started_on text, completed_on text, path text, has_document boolean)),
gone AS (DELETE FROM merit.siasn_rows o WHERE o.person_id = $1 AND o.kind = $2 AND o.remote_id NOT IN (SELECT remote_id FROM said)),
put AS (
    INSERT INTO merit.siasn_rows AS o (person_id, kind, remote_id, number, title, organiser, jp, started_on, completed_on, path, has_document, origin)
    SELECT DISTINCT ON (remote_id) $1, $2, remote_id, certificate_number, title, organiser, jp, started_on, completed_on, path, has_document, $3 FROM said
    ON CONFLICT ON CONSTRAINT siasn_rows_pkey DO UPDATE SET (number, title, organiser, jp, started_on, completed_on, path, has_document, origin, seen_at)
        = (EXCLUDED.number, EXCLUDED.title, EXCLUDED.organiser, EXCLUDED.jp, EXCLUDED.started_on, EXCLUDED.completed_on, EXCLUDED.path,
           COALESCE(EXCLUDED.has_document, o.has_document), EXCLUDED.origin, now()))
INSERT INTO merit.siasn_seen (person_id, origin) VALUES ($1, $3)
ON CONFLICT (person_id) DO UPDATE SET origin = EXCLUDED.origin, seen_at = now();

-- name: Findings
WITH d AS (
    SELECT d.id, d.person_id, d.kind, d.state, d.remote_id, e.title, e.certificate_number AS number,
        COALESCE(NULLIF(e.organiser, ''), $3) AS organiser, e.jp_claimed AS jp, e.siasn_path AS path,
        to_char(COALESCE(e.started_on, e.completed_on), 'DD-MM-YYYY') AS started_on, to_char(e.completed_on, 'DD-MM-YYYY') AS completed_on
    FROM merit.deliveries d JOIN merit.entries e ON e.id = d.entry_id
    WHERE d.state NOT IN ('removed', 'removing')),
r AS (SELECT r.*, lower(regexp_replace(r.number, '[^A-Za-z0-9]', '', 'g')) AS plain FROM merit.siasn_rows r),
pair AS (
    SELECT d.id AS delivery, m.kind, m.person_id, m.remote_id FROM d JOIN LATERAL (
        SELECT r.* FROM r WHERE r.person_id = d.person_id AND r.kind = d.kind
            AND (r.remote_id = d.remote_id OR (r.plain <> '' AND r.plain = lower(regexp_replace(d.number, '[^A-Za-z0-9]', '', 'g'))))
        ORDER BY r.remote_id = d.remote_id DESC LIMIT 1) m ON true),
found AS (
    SELECT 'here' AS what, d.id AS delivery_id, d.state, d.person_id, d.title, d.number, d.organiser, d.jp, d.kind, d.path, d.started_on, d.completed_on,
        NULL::jsonb AS there, 'here:' || d.id AS key
    FROM d JOIN merit.siasn_seen s USING (person_id) WHERE NOT EXISTS (SELECT FROM pair WHERE pair.delivery = d.id)
    UNION ALL
    SELECT 'there', NULL, '', r.person_id, r.title, r.number, r.organiser, r.jp, r.kind, 0, r.started_on, r.completed_on,
        to_jsonb(r) || jsonb_build_object('certificate_number', r.number), 'there:' || r.kind || ':' || r.remote_id
    FROM r WHERE NOT EXISTS (SELECT FROM pair WHERE pair.person_id = r.person_id AND pair.kind = r.kind AND pair.remote_id = r.remote_id)
    UNION ALL
    SELECT 'differ', d.id, d.state, d.person_id, d.title, d.number, d.organiser, d.jp, d.kind, d.path, d.started_on, d.completed_on,
        to_jsonb(r) || jsonb_build_object('certificate_number', r.number), 'differ:' || d.id
    FROM pair JOIN d ON d.id = pair.delivery JOIN r ON r.person_id = pair.person_id AND r.kind = pair.kind AND r.remote_id = pair.remote_id
    WHERE (r.title, r.organiser, r.number, r.jp, r.started_on) IS DISTINCT FROM (d.title, d.organiser, d.number, d.jp, d.started_on)
       OR (r.completed_on <> '' AND r.completed_on <> d.completed_on) OR (r.kind = 'kursus' AND r.path <> '' AND r.path <> d.path::text))
SELECT f.what, f.delivery_id, f.state, p.full_name AS name, f.title, f.number, f.organiser, f.jp, f.kind, f.path, f.started_on, f.completed_on,
    f.there, f.key, s.seen_at, COALESCE(n.verdict, '') AS verdict, COALESCE(n.reason, '') AS note_reason
FROM found f JOIN accounts.persons p ON p.id = f.person_id JOIN merit.siasn_seen s ON s.person_id = f.person_id
LEFT JOIN merit.siasn_notes n ON n.key = f.key
WHERE ($1 = '' OR f.what = $1) AND ($2 OR n.key IS NULL)
ORDER BY p.full_name, f.title, f.key LIMIT 300;

-- name: NoteFinding
INSERT INTO merit.siasn_notes (key, verdict, reason, by_account) VALUES ($1, $2, $3, $4)
ON CONFLICT (key) DO UPDATE SET verdict = EXCLUDED.verdict, reason = EXCLUDED.reason, by_account = EXCLUDED.by_account, at = now();

-- name: NextToRefetch
SELECT p.id, n.nip FROM accounts.persons p
JOIN accounts.nips n ON n.person_id = p.id AND n.valid_to IS NULL
LEFT JOIN merit.siasn_seen s ON s.person_id = p.id
WHERE p.active AND EXISTS (SELECT FROM merit.deliveries d WHERE d.person_id = p.id)
  AND (s.seen_at IS NULL OR s.origin = 'file' OR s.seen_at < now() - make_interval(days => $1))
ORDER BY s.seen_at NULLS FIRST LIMIT 1;

-- name: ForgetSeen
UPDATE merit.siasn_seen SET seen_at = seen_at - interval '100 days' WHERE origin = 'connector';

-- name: PersonOfNIP
SELECT person_id FROM accounts.nips WHERE nip = $1 AND valid_to IS NULL;

-- name: OwnSiasnRows
SELECT kind, remote_id, number, title, organiser, jp, started_on, completed_on, path, has_document
FROM merit.siasn_rows WHERE person_id = $1 ORDER BY right(started_on, 4) DESC, substr(started_on, 4, 2) DESC, started_on DESC, title;

-- name: SeenOf
SELECT seen_at FROM merit.siasn_seen WHERE person_id = $1;

-- name: FilePage
SELECT d.id, d.person_id, d.source, d.kind, d.state, d.remote_person, d.remote_id, d.attempts, d.document_sha256,
    d.save_begun_at IS NOT NULL AS save_begun, e.title, e.organiser, e.certificate_number AS number, e.jp_claimed AS jp, e.siasn_path,
    e.started_on, e.completed_on, p.class,
    COALESCE((SELECT n.nip FROM accounts.nips n WHERE n.person_id = d.person_id AND n.valid_to IS NULL), '') AS nip
FROM merit.deliveries d JOIN merit.entries e ON e.id = d.entry_id JOIN accounts.persons p ON p.id = d.person_id
WHERE d.state = ANY(string_to_array($1, ',')) ORDER BY d.seq LIMIT 20000;

-- name: AddClaim
INSERT INTO merit.claims (id, kind, person_id, entered_by) VALUES ($1, $2, $3, $4);

-- name: ClaimLocked
SELECT id, kind, person_id, entered_by, state, title, organiser, number, number_key, organiser_key, title_key,
       started_on, completed_on, minutes, jp, siasn_path, international, teaching_role,
       file_key, file_type, file_bytes, file_sha256, upload_sha256, findings,
       check_method, check_note, checked_by, checked_at, approved_by, approved_at, reason, annul_reason, annul_asked_by, annulled_by,
       created_at, updated_at
FROM merit.claims WHERE id = $1 FOR UPDATE;

-- name: ClaimByID
SELECT id, kind, person_id, entered_by, state, title, organiser, number, number_key, organiser_key, title_key,
       started_on, completed_on, minutes, jp, siasn_path, international, teaching_role,
       file_key, file_type, file_bytes, file_sha256, upload_sha256, findings,
       check_method, check_note, checked_by, checked_at, approved_by, approved_at, reason, annul_reason, annul_asked_by, annulled_by,
       created_at, updated_at
FROM merit.claims WHERE id = $1;

-- name: SetClaim
UPDATE merit.claims SET title = $2, organiser = $3, number = $4, title_key = $5, organiser_key = $6, number_key = $7,
       started_on = $8::date, completed_on = $9::date, minutes = $10, jp = $11, siasn_path = $12, international = $13, teaching_role = $14,
       updated_at = clock_timestamp()
WHERE id = $1;

-- name: SetClaimFile
UPDATE merit.claims SET file_key = $2, file_type = $3, file_bytes = $4, file_sha256 = $5, upload_sha256 = $6, findings = $7,
       updated_at = clock_timestamp()
WHERE id = $1;

-- name: SubmitClaim
UPDATE merit.claims SET state = 'submitted', check_method = '', check_note = '', checked_by = NULL, checked_at = NULL, updated_at = clock_timestamp()
WHERE id = $1;

-- name: WithdrawClaim
UPDATE merit.claims SET state = 'withdrawn', updated_at = clock_timestamp() WHERE id = $1;

-- name: CheckClaim
UPDATE merit.claims SET state = 'checked', check_method = $2, check_note = $3, checked_by = $4, checked_at = clock_timestamp(), updated_at = clock_timestamp()
WHERE id = $1;

-- name: ApproveClaim
UPDATE merit.claims SET state = 'approved', approved_by = $2, approved_at = clock_timestamp(), updated_at = clock_timestamp() WHERE id = $1;

-- name: RefuseClaim
UPDATE merit.claims SET state = 'refused', reason = $2, updated_at = clock_timestamp() WHERE id = $1;

-- name: AskAnnulment
UPDATE merit.claims SET annul_reason = $2, annul_asked_by = $3, updated_at = clock_timestamp() WHERE id = $1;

-- name: AnnulClaim
UPDATE merit.claims SET state = 'annulled', annulled_by = $2, updated_at = clock_timestamp() WHERE id = $1;

-- name: DropAnnulment
UPDATE merit.claims SET annul_reason = '', annul_asked_by = NULL, updated_at = clock_timestamp() WHERE id = $1;

-- name: AddClaimEvent
INSERT INTO merit.claim_events (claim_id, by, act, note, details) VALUES ($1, $2, $3, $4, $5);

-- name: ClaimEvents
SELECT e.at, e.act, e.note, concat_ws(' ', NULLIF(p.front_title, ''), p.full_name) || CASE WHEN p.back_title = '' THEN '' ELSE ', ' || p.back_title END AS by_name
FROM merit.claim_events e JOIN accounts.persons p ON p.id = e.by
WHERE e.claim_id = $1 ORDER BY e.id;

-- name: ClaimPeople
SELECT p.id, p.class, concat_ws(' ', NULLIF(p.front_title, ''), p.full_name) || CASE WHEN p.back_title = '' THEN '' ELSE ', ' || p.back_title END AS name,
       COALESCE(n.nip, '') AS nip, COALESCE(u.name, '') AS unit
FROM accounts.persons p
LEFT JOIN accounts.current_nips n ON n.person_id = p.id
LEFT JOIN accounts.current_members m ON m.person_id = p.id
LEFT JOIN accounts.units u ON u.id = m.unit_id
WHERE p.id = ANY($1::uuid[]);

-- name: PersonsByNIP
SELECT n.nip, p.id, p.class, concat_ws(' ', NULLIF(p.front_title, ''), p.full_name) || CASE WHEN p.back_title = '' THEN '' ELSE ', ' || p.back_title END AS name
FROM accounts.nips n JOIN accounts.persons p ON p.id = n.person_id
WHERE n.nip = ANY($1::text[]) AND p.active;

-- name: OwnClaims
SELECT c.id, c.kind, c.person_id, '' AS person_name, '' AS unit, c.state, c.title, c.organiser, c.jp,
       COALESCE(to_char(c.completed_on, 'YYYY-MM-DD'), '') AS completed_on, c.reason, c.annul_asked_by IS NOT NULL AS annul_asked, c.updated_at
FROM merit.claims c
WHERE c.kind = $2 AND c.person_id = $1
ORDER BY c.id DESC LIMIT 500;

-- name: ClaimQueue
SELECT c.id, c.kind, c.person_id, concat_ws(' ', NULLIF(p.front_title, ''), p.full_name) || CASE WHEN p.back_title = '' THEN '' ELSE ', ' || p.back_title END AS person_name,
       COALESCE(u.name, '') AS unit, c.state, c.title, c.organiser, c.jp,
       COALESCE(to_char(c.completed_on, 'YYYY-MM-DD'), '') AS completed_on, c.reason, c.annul_asked_by IS NOT NULL AS annul_asked, c.updated_at
FROM merit.claims c
JOIN accounts.persons p ON p.id = c.person_id
LEFT JOIN accounts.current_members m ON m.person_id = c.person_id
LEFT JOIN accounts.units u ON u.id = m.unit_id
WHERE CASE $1
          WHEN 'to_check' THEN c.state = 'submitted'
          WHEN 'to_approve' THEN c.state = 'checked' OR (c.state = 'approved' AND c.annul_asked_by IS NOT NULL)
          WHEN 'done' THEN (c.state = 'approved' AND c.annul_asked_by IS NULL) OR c.state IN ('refused', 'withdrawn', 'annulled')
          ELSE c.state = 'draft' AND c.entered_by = $8 AND c.person_id <> $8
      END
  AND ($2 = '' OR c.kind = $2)
  AND ($3 = '' OR position(lower($3) IN lower(c.title || ' ' || p.full_name || ' ' || c.organiser)) > 0)
  AND ($4 OR m.unit_id IN (SELECT below.id FROM unnest($5::uuid[]) AS root (id), accounts.subtree(root.id) AS below (id)))
  AND ($6::uuid IS NULL OR CASE WHEN $1 = 'done' THEN c.id < $6::uuid ELSE c.id > $6::uuid END)
ORDER BY CASE WHEN $1 = 'done' THEN c.id END DESC, c.id
LIMIT $7;

-- name: ClaimTwins
SELECT * FROM (
    SELECT c.id::text AS ref, 'claim' AS what, c.state, c.person_id, c.title, c.number,
           CASE WHEN c.upload_sha256 <> '' AND c.upload_sha256 = $2 THEN 'file'
                WHEN c.number_key <> '' AND c.number_key = $3 AND c.organiser_key = $4 THEN 'number'
                ELSE 'title' END AS by
    FROM merit.claims c
    WHERE c.id <> $1 AND c.state NOT IN ('withdrawn', 'annulled')
      AND ((c.upload_sha256 <> '' AND c.upload_sha256 = $2)
        OR (c.number_key <> '' AND c.number_key = $3 AND c.organiser_key = $4)
        OR (c.person_id = $5 AND c.title_key = $6 AND c.completed_on = $7::date AND c.title_key <> ''))
    UNION ALL
    SELECT e.id::text, 'entry', 'approved', e.person_id, e.title, e.certificate_number,
           CASE WHEN $3 <> '' AND regexp_replace(upper(e.certificate_number), '[^A-Z0-9]', '', 'g') = $3 THEN 'number' ELSE 'title' END
    FROM merit.entries e
    WHERE e.kind = 'credit' AND e.person_id = $5 AND e.source <> 'external:' || $1::text
      AND NOT EXISTS (SELECT FROM merit.entries r WHERE r.reverses = e.id)
      AND e.origin IN ('course', 'manual')
      AND (($3 <> '' AND regexp_replace(upper(e.certificate_number), '[^A-Z0-9]', '', 'g') = $3)
        OR (btrim(regexp_replace(lower(e.title), '[^[:alnum:]]+', ' ', 'g')) = $6 AND e.completed_on = $7::date))
) AS twins LIMIT 20;

-- name: LockClaimsOf
SELECT pg_advisory_xact_lock(hashtextextended('merit.claims:' || $1::text, 0))::text;

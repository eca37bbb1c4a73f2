-- name: BasePersons
SELECT p.id, COALESCE(p.siasn_id, '') AS siasn_id, COALESCE(n.nip, '') AS nip, p.class, p.full_name, p.front_title, p.back_title,
       p.birth_date, COALESCE(p.sex, '') AS sex, p.rank, p.position, p.position_kind, p.phone, p.email, p.active,
       u.id AS unit_id, COALESCE(u.name, '') AS unit_name
FROM accounts.persons p
LEFT JOIN accounts.nips n ON n.person_id = p.id AND n.valid_to IS NULL
LEFT JOIN accounts.memberships m ON m.person_id = p.id AND m.valid_to IS NULL
LEFT JOIN accounts.units u ON u.id = m.unit_id
WHERE p.id IN (SELECT q.id FROM accounts.persons q WHERE q.siasn_id = ANY($1)
               UNION SELECT h.person_id FROM accounts.nips h WHERE h.nip = ANY($2));

-- name: BaseNIPs
SELECT nip, person_id FROM accounts.nips WHERE nip = ANY($1);

-- name: OpenUnits
SELECT id, code, name, parent_id FROM accounts.units WHERE closed_on IS NULL;

-- name: AddRoster
INSERT INTO accounts.rosters (id, file_name, uploaded_by, summary) VALUES ($1, $2, $3, $4) RETURNING uploaded_at;

-- name: AddRosterRows
INSERT INTO accounts.roster_rows (roster_id, line, verdict, person, person_id, changes, findings)
SELECT $1, r.line, r.verdict, r.person, r.person_id, r.changes, r.findings
FROM jsonb_to_recordset($2::jsonb) AS r (line int, verdict text, person jsonb, person_id uuid, changes jsonb, findings jsonb);

-- name: GetRoster
SELECT id, file_name, state, uploaded_at, summary FROM accounts.rosters WHERE id = $1;

-- name: LockRoster
SELECT id, file_name, state, uploaded_at, summary FROM accounts.rosters WHERE id = $1 FOR UPDATE;

-- name: ListRosterRows
SELECT line, verdict, person, person_id, changes, findings FROM accounts.roster_rows
WHERE roster_id = $1 AND line > $2 AND ($3 = '' OR verdict = $3) AND (NOT $4 OR findings <> '[]')
ORDER BY line LIMIT $5;

-- name: RowsToApply
SELECT line, verdict, person, person_id, changes, findings FROM accounts.roster_rows
WHERE roster_id = $1 AND verdict <> 'refused' ORDER BY line;

-- name: RejudgeRows
UPDATE accounts.roster_rows w SET verdict = r.verdict, person_id = r.person_id, changes = r.changes, findings = r.findings
FROM jsonb_to_recordset($2::jsonb) AS r (line int, verdict text, person_id uuid, changes jsonb, findings jsonb)
WHERE w.roster_id = $1 AND w.line = r.line;

-- name: CloseRoster
UPDATE accounts.rosters SET state = $2, summary = $3, committed_at = CASE WHEN $2 = 'committed' THEN now() END WHERE id = $1;

-- name: DropRosterRows
DELETE FROM accounts.roster_rows WHERE roster_id = $1;

-- name: InsertPersons
INSERT INTO accounts.persons (id, siasn_id, class, full_name, front_title, back_title, birth_date, sex, rank, position, position_kind, phone, email, active)
SELECT r.id, NULLIF(r.siasn_id, ''), COALESCE(NULLIF(r.class, ''), 'pns'), r.full_name, r.front_title, r.back_title, NULLIF(r.birth_date, '')::date,
       NULLIF(r.sex, ''), r.rank, r.position, r.position_kind, r.phone, r.email, r.standing <> 'inactive'
FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, siasn_id text, class text, full_name text, front_title text, back_title text, birth_date text,
     sex text, rank text, position text, position_kind text, phone text, email text, standing text);

-- name: InsertAccounts
INSERT INTO accounts.accounts (id, person_id)
SELECT r.account_id, r.id FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, account_id uuid)
ON CONFLICT ON CONSTRAINT accounts_one_per_person DO NOTHING;

-- name: UpdatePersons
UPDATE accounts.persons p SET
    siasn_id = COALESCE(NULLIF(r.siasn_id, ''), p.siasn_id), class = COALESCE(NULLIF(r.class, ''), p.class), full_name = r.full_name,
    front_title = COALESCE(NULLIF(r.front_title, ''), p.front_title), back_title = COALESCE(NULLIF(r.back_title, ''), p.back_title),
    birth_date = COALESCE(NULLIF(r.birth_date, '')::date, p.birth_date), sex = COALESCE(NULLIF(r.sex, ''), p.sex),
    rank = COALESCE(NULLIF(r.rank, ''), p.rank), position = COALESCE(NULLIF(r.position, ''), p.position),
    position_kind = COALESCE(NULLIF(r.position_kind, ''), p.position_kind), phone = COALESCE(NULLIF(r.phone, ''), p.phone),
    email = COALESCE(NULLIF(r.email, ''), p.email),
    active = CASE r.standing WHEN 'active' THEN true WHEN 'inactive' THEN false ELSE p.active END, updated_at = now()
FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, siasn_id text, class text, full_name text, front_title text, back_title text, birth_date text,
     sex text, rank text, position text, position_kind text, phone text, email text, standing text)
WHERE p.id = r.id;

-- name: CloseNIPs
UPDATE accounts.nips n SET valid_to = $2
FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, nip text)
WHERE n.person_id = r.id AND n.valid_to IS NULL AND n.nip <> r.nip;

-- name: InsertNIPs
INSERT INTO accounts.nips (nip, person_id, valid_from)
SELECT r.nip, r.id, COALESCE(LEAST(NULLIF(r.nip_from, '')::date, $2), $2)
FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, nip text, nip_from text)
WHERE NOT EXISTS (SELECT FROM accounts.nips n WHERE n.person_id = r.id AND n.valid_to IS NULL);

-- name: MoveMembersSameDay
UPDATE accounts.memberships m SET unit_id = r.unit_id
FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, unit_id uuid)
WHERE m.person_id = r.id AND m.valid_to IS NULL AND m.valid_from >= $2 AND m.unit_id <> r.unit_id;

-- name: CloseMembers
UPDATE accounts.memberships m SET valid_to = $2
FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, unit_id uuid)
WHERE m.person_id = r.id AND m.valid_to IS NULL AND m.valid_from < $2 AND m.unit_id <> r.unit_id;

-- name: OpenMembers
INSERT INTO accounts.memberships (person_id, unit_id, valid_from)
SELECT r.id, r.unit_id, $2 FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, unit_id uuid)
WHERE NOT EXISTS (SELECT FROM accounts.memberships m WHERE m.person_id = r.id AND m.valid_to IS NULL);

-- name: SetLoginEmails
UPDATE accounts.accounts a SET email = r.login_email
FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, login_email text)
WHERE a.person_id = r.id AND r.login_email <> '' AND a.email IS DISTINCT FROM r.login_email
  AND NOT EXISTS (SELECT FROM accounts.accounts o WHERE o.email = r.login_email);

-- name: SweepRosterRows
DELETE FROM accounts.roster_rows w USING accounts.rosters r
WHERE r.id = w.roster_id AND ((r.state = 'preview' AND r.uploaded_at < now() - interval '7 days')
    OR (r.state = 'committed' AND r.committed_at < now() - interval '30 days'));

-- name: SweepRosters
UPDATE accounts.rosters SET state = 'discarded' WHERE state = 'preview' AND uploaded_at < now() - interval '7 days';

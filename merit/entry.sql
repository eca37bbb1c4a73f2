-- name: AddCredit
INSERT INTO merit.entries (id, person_id, kind, year, jp_claimed, siasn_path, rule_version,
                           title, certificate_number, completed_on, source, evidence,
                           role, international, origin, organiser, started_on)
SELECT $1, p.id, 'credit', EXTRACT(YEAR FROM $3::date)::int, $4, $5, $6, $7, $8, $3::date, $9, $10,
       $11, $12, $13, $14, $15::date
FROM accounts.persons p
WHERE p.id = $2 AND p.class IN ('pns', 'cpns', 'pppk', 'pppk_part_time') -- nobody else has a ledger
ON CONFLICT ON CONSTRAINT entries_one_per_source DO NOTHING;

-- name: AddReversal
INSERT INTO merit.entries (id, person_id, kind, year, jp_claimed, siasn_path, rule_version,
                           title, certificate_number, completed_on, source, evidence, reverses, reason,
                           role, international, origin, organiser, started_on)
SELECT $1, e.person_id, 'reversal', e.year, -e.jp_claimed, e.siasn_path, e.rule_version,
       e.title, e.certificate_number, e.completed_on, e.source, e.evidence, e.id, $3,
       e.role, e.international, e.origin, e.organiser, e.started_on
FROM merit.entries e
WHERE e.source = $2 AND e.kind = 'credit'
ON CONFLICT ON CONSTRAINT entries_one_per_source DO NOTHING;

-- name: Entry
SELECT id, person_id, kind, year, jp_claimed, siasn_path, rule_version, title, certificate_number, completed_on, source,
       evidence, reverses, reason, role, international, origin, organiser, started_on, created_at
FROM merit.entries WHERE id = $1;

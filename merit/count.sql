-- name: LockBalance
SELECT pg_advisory_xact_lock(hashtextextended('merit.balance ' || $1::text, 0));

-- name: CountedEntries
SELECT id, person_id, kind, year, jp_claimed, siasn_path, rule_version, title, certificate_number, completed_on, source,
       evidence, reverses, reason, role, international, origin, organiser, started_on, created_at
FROM merit.entries WHERE person_id = $1
ORDER BY completed_on DESC, created_at DESC, id DESC;

-- name: CeilingsOf
SELECT from_year, jp, basis FROM merit.ceilings WHERE class = $1 ORDER BY from_year DESC;

-- name: DropBalances
DELETE FROM merit.balances WHERE person_id = $1;

-- name: AddBalance
INSERT INTO merit.balances (person_id, year, claimed, evidenced, counted, quarters) VALUES ($1, $2, $3, $4, $5, $6);

-- name: MarkCounted
INSERT INTO merit.counts (person_id, entries, basis)
SELECT p.id, $2, merit.basis($3, p.class) FROM accounts.persons p WHERE p.id = $1
ON CONFLICT (person_id) DO UPDATE SET entries = EXCLUDED.entries, basis = EXCLUDED.basis, counted_at = now();

-- name: BalancesOf
SELECT year, claimed, evidenced, counted, quarters FROM merit.balances WHERE person_id = $1 ORDER BY year;

-- StalePeople have entries that their balances do not know, or were counted
-- under something else.
-- name: StalePeople
SELECT e.person_id
FROM (SELECT person_id, count(*) AS entries FROM merit.entries GROUP BY person_id) e
JOIN accounts.persons p ON p.id = e.person_id
LEFT JOIN merit.counts c ON c.person_id = e.person_id
WHERE c.person_id IS NULL OR c.entries <> e.entries OR c.basis <> merit.basis($1, p.class)
ORDER BY e.person_id
LIMIT $2;

-- name: PeopleWithLedger
SELECT DISTINCT person_id FROM (
    SELECT person_id FROM merit.entries UNION SELECT person_id FROM merit.balances) p
WHERE person_id > $1 ORDER BY person_id LIMIT $2;

-- name: SetCeiling
INSERT INTO merit.ceilings (class, from_year, jp, basis) VALUES ($1, $2, $3, $4)
ON CONFLICT (class, from_year) DO UPDATE SET jp = EXCLUDED.jp, basis = EXCLUDED.basis;

-- name: SetTarget
INSERT INTO merit.targets (class, from_year, jp, basis) VALUES ($1, $2, $3, $4)
ON CONFLICT (class, from_year) DO UPDATE SET jp = EXCLUDED.jp, basis = EXCLUDED.basis;

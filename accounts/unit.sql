-- name: ListUnits
SELECT u.id, u.code, u.name, u.parent_id, COALESCE(c.people, 0) AS people
FROM accounts.units u
LEFT JOIN (SELECT unit_id, count(*) AS people FROM accounts.current_members GROUP BY unit_id) c ON c.unit_id = u.id
WHERE u.closed_on IS NULL
  AND ($1 OR u.id IN (SELECT accounts.subtree(r) FROM unnest($2::uuid[]) AS r))
ORDER BY u.name, u.id;

-- name: AllUnits
SELECT id, code, name, parent_id FROM accounts.units;

-- name: UpsertUnits
INSERT INTO accounts.units AS u (id, code, name)
SELECT r.id, r.code, r.name FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, code text, name text)
ON CONFLICT ON CONSTRAINT units_code DO UPDATE SET name = EXCLUDED.name WHERE u.name <> EXCLUDED.name;

-- name: HangUnits
UPDATE accounts.units u SET parent_id = p.id
FROM jsonb_to_recordset($1::jsonb) AS r (code text, parent text)
LEFT JOIN accounts.units p ON p.code = r.parent
WHERE u.code = r.code AND u.parent_id IS DISTINCT FROM p.id;

-- name: AddCodes
INSERT INTO accounts.activations (account_id, code_hash, expires_at)
SELECT r.account_id, decode(r.code_hash, 'hex'), now() + make_interval(secs => $2)
FROM jsonb_to_recordset($1::jsonb) AS r (account_id uuid, code_hash text);

-- name: WithdrawCodes
DELETE FROM accounts.activations c USING jsonb_to_recordset($1::jsonb) AS r (account_id uuid)
WHERE c.account_id = r.account_id AND c.used_at IS NULL;

-- name: CodeGood
SELECT EXISTS (SELECT FROM accounts.activations
    WHERE code_hash = $1 AND account_id = $2 AND used_at IS NULL AND expires_at > now());

-- name: UseCode
UPDATE accounts.activations SET used_at = now()
WHERE code_hash = $1 AND account_id = $2 AND used_at IS NULL AND expires_at > now();

-- name: Activatable
SELECT a.id AS account_id, p.id AS person_id, p.full_name, p.front_title, p.back_title, a.state,
       COALESCE(n.nip, '') AS nip, COALESCE(u.name, '') AS unit_name,
       EXISTS (SELECT FROM accounts.activations c WHERE c.account_id = a.id AND c.used_at IS NULL AND c.expires_at > now()) AS has_code,
       EXISTS (SELECT FROM accounts.roles r WHERE r.account_id = a.id) AS privileged
FROM accounts.accounts a
JOIN accounts.persons p ON p.id = a.person_id
LEFT JOIN accounts.nips n ON n.person_id = p.id AND n.valid_to IS NULL
LEFT JOIN accounts.memberships m ON m.person_id = p.id AND m.valid_to IS NULL
LEFT JOIN accounts.units u ON u.id = m.unit_id
WHERE p.active AND a.state <> 'disabled'
  AND ($1 OR m.unit_id IN (SELECT accounts.subtree(r) FROM unnest($2::uuid[]) AS r))
  AND (($3::uuid IS NOT NULL AND m.unit_id IN (SELECT accounts.subtree($3)))
       OR p.id = ANY($4::uuid[]))
ORDER BY u.name, p.full_name, p.id
FOR UPDATE OF a;

-- name: SweepCodes
DELETE FROM accounts.activations WHERE expires_at < now() - interval '90 days';

-- name: FindAccount
SELECT a.id, a.person_id, a.password_hash, a.state
FROM accounts.nips n JOIN accounts.accounts a ON a.person_id = n.person_id
WHERE n.nip = $1 AND n.valid_to IS NULL
UNION ALL
SELECT a.id, a.person_id, a.password_hash, a.state FROM accounts.accounts a WHERE a.email = $2 AND $2 <> '';

-- name: AccountByID
SELECT id, person_id, password_hash, state FROM accounts.accounts WHERE id = $1;

-- name: AccountOfPerson
SELECT id, person_id, password_hash, state FROM accounts.accounts WHERE person_id = $1;

-- name: MeOfAccount
SELECT a.id AS account_id, a.person_id, a.lang, p.full_name, p.front_title, p.back_title, p.class, p.rank, p.position,
       COALESCE(n.nip, '') AS nip, u.id AS unit_id, COALESCE(u.name, '') AS unit_name, p.active
FROM accounts.accounts a
JOIN accounts.persons p ON p.id = a.person_id
LEFT JOIN accounts.nips n ON n.person_id = p.id AND n.valid_to IS NULL
LEFT JOIN accounts.memberships m ON m.person_id = p.id AND m.valid_to IS NULL
LEFT JOIN accounts.units u ON u.id = m.unit_id
WHERE a.id = $1;

-- name: RolesOfAccount
SELECT r.role, r.unit_id, COALESCE(u.name, '') AS unit_name
FROM accounts.roles r LEFT JOIN accounts.units u ON u.id = r.unit_id
WHERE r.account_id = $1 ORDER BY r.role, u.name, r.unit_id;

-- name: SetLang
UPDATE accounts.accounts SET lang = $2 WHERE id = $1;

-- name: SetPasswordHash
UPDATE accounts.accounts SET password_hash = $2, password_changed_at = now(), state = 'active'
WHERE id = $1 AND state <> 'disabled';

-- name: ReplaceOwnHash
UPDATE accounts.accounts SET password_hash = $3 WHERE id = $1 AND password_hash = $2;

-- name: ChangePasswordHash
UPDATE accounts.accounts SET password_hash = $3, password_changed_at = now()
WHERE id = $1 AND password_hash = $2 AND state = 'active';

-- name: DisableAccount
UPDATE accounts.accounts SET state = 'disabled' WHERE id = $1 AND state <> 'disabled';

-- name: GuessableOf
SELECT p.full_name, p.front_title, p.back_title, p.birth_date, p.phone, p.email, COALESCE(a.email, '') AS account_email,
       ARRAY(SELECT n.nip FROM accounts.nips n WHERE n.person_id = p.id) AS nips,
       ARRAY(SELECT u.name FROM accounts.memberships m
             CROSS JOIN LATERAL accounts.ancestors(m.unit_id) AS above(id)
             JOIN accounts.units u ON u.id = above.id
             WHERE m.person_id = p.id AND m.valid_to IS NULL) AS units
FROM accounts.persons p LEFT JOIN accounts.accounts a ON a.person_id = p.id
WHERE p.id = $1;

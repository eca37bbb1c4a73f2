-- name: PersonByID
SELECT p.id, a.id AS account_id, p.class, p.full_name, p.front_title, p.back_title, COALESCE(n.nip, '') AS nip,
       COALESCE(p.siasn_id, '') AS siasn_id, p.birth_date, COALESCE(p.sex, '') AS sex, p.rank, p.position, p.position_kind,
       p.phone, p.email, p.active, u.id AS unit_id, COALESCE(u.name, '') AS unit_name
FROM accounts.persons p
LEFT JOIN accounts.accounts a ON a.person_id = p.id
LEFT JOIN accounts.nips n ON n.person_id = p.id AND n.valid_to IS NULL
LEFT JOIN accounts.memberships m ON m.person_id = p.id AND m.valid_to IS NULL
LEFT JOIN accounts.units u ON u.id = m.unit_id
WHERE p.id = $1;

-- name: RootsOf
SELECT r.unit_id FROM accounts.roles r JOIN accounts.accounts a ON a.id = r.account_id
WHERE r.account_id = $1 AND r.role = 'unit_admin' AND a.state = 'active'
ORDER BY r.unit_id;

-- name: UnitWithin
SELECT EXISTS (SELECT FROM unnest($2::uuid[]) AS r WHERE $1::uuid IN (SELECT accounts.subtree(r)));

-- name: PersonWithin
SELECT EXISTS (SELECT FROM accounts.memberships m
    WHERE m.person_id = $1 AND m.valid_to IS NULL
      AND m.unit_id IN (SELECT accounts.subtree(r) FROM unnest($2::uuid[]) AS r));

-- name: ListPeople
SELECT p.id AS person_id, p.full_name, p.front_title, p.back_title, p.class, p.position,
       u.id AS unit_id, COALESCE(u.name, '') AS unit_name, COALESCE(a.state, '') AS account_state
FROM accounts.persons p
LEFT JOIN accounts.memberships m ON m.person_id = p.id AND m.valid_to IS NULL
LEFT JOIN accounts.units u ON u.id = m.unit_id
LEFT JOIN accounts.accounts a ON a.person_id = p.id
WHERE p.active
  AND ($1 OR m.unit_id IN (SELECT accounts.subtree(r) FROM unnest($2::uuid[]) AS r))
  AND ($3::uuid IS NULL OR m.unit_id IN (SELECT accounts.subtree($3)))
  AND ($4 = '' OR position(lower($4) IN lower(p.full_name)) > 0)
  AND ($5::uuid IS NULL OR (p.full_name, p.id) > ($6, $5))
ORDER BY p.full_name, p.id
LIMIT $7;

-- name: LockPeople
SELECT pg_advisory_xact_lock(20260001);

-- name: UnitByCode
SELECT id, name, parent_id FROM accounts.units WHERE code = $1;

-- name: AddUnit
INSERT INTO accounts.units (id, code, name, parent_id) VALUES ($1, $2, $3, $4);

-- name: ChangeUnit
UPDATE accounts.units SET name = $2, parent_id = $3 WHERE id = $1;

-- name: PersonOfNIP
SELECT person_id FROM accounts.nips WHERE nip = $1;

-- name: PersonOfEmail
SELECT person_id FROM accounts.accounts WHERE email = $1;

-- name: AddPerson
INSERT INTO accounts.persons (id, class, full_name, front_title, back_title, birth_date, sex, rank, position, position_kind, phone, email)
VALUES ($1, $2, $3, $4, $5, $6, NULLIF($7, ''), $8, $9, $10, $11, $12);

-- name: ChangePerson
UPDATE accounts.persons SET class = $2, full_name = $3, front_title = $4, back_title = $5, birth_date = COALESCE($6, birth_date),
    sex = COALESCE(NULLIF($7, ''), sex), rank = $8, position = $9, position_kind = $10, phone = $11, email = $12, updated_at = now()
WHERE id = $1
  AND (class, full_name, front_title, back_title, birth_date, sex, rank, position, position_kind, phone, email)
      IS DISTINCT FROM ($2, $3, $4, $5, COALESCE($6, birth_date), COALESCE(NULLIF($7, ''), sex), $8, $9, $10, $11, $12);

-- name: AddNIP
INSERT INTO accounts.nips (nip, person_id, valid_from) VALUES ($1, $2, $3);

-- name: AddAccount
INSERT INTO accounts.accounts (id, person_id, email) VALUES ($1, $2, NULLIF($3, ''))
ON CONFLICT ON CONSTRAINT accounts_one_per_person DO UPDATE SET email = COALESCE(EXCLUDED.email, accounts.accounts.email);

-- name: MembershipOf
SELECT unit_id, valid_from FROM accounts.memberships WHERE person_id = $1 AND valid_to IS NULL;

-- name: MoveSameDay
UPDATE accounts.memberships SET unit_id = $2 WHERE person_id = $1 AND valid_to IS NULL AND valid_from >= $3;

-- name: CloseMembership
UPDATE accounts.memberships SET valid_to = $2 WHERE person_id = $1 AND valid_to IS NULL;

-- name: OpenMembership
INSERT INTO accounts.memberships (person_id, unit_id, valid_from) VALUES ($1, $2, $3);

-- name: AddRole
INSERT INTO accounts.roles (account_id, role, unit_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: RemoveRole
DELETE FROM accounts.roles WHERE account_id = $1 AND role = $2 AND unit_id IS NOT DISTINCT FROM $3;

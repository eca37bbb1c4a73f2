-- name: KeptCode
SELECT sealed, first_at, changed_at, trouble FROM signing.codes WHERE name = $1;

-- name: KeepCode
INSERT INTO signing.codes (name, sealed) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET sealed = EXCLUDED.sealed, changed_at = now(), trouble = '';

-- name: CodeTrouble
UPDATE signing.codes SET trouble = $2 WHERE name = $1;

-- name: AddIssuerKey
INSERT INTO certificates.issuer_keys (kid, public_key) VALUES ($1, $2)
ON CONFLICT ON CONSTRAINT issuer_keys_pkey DO UPDATE SET retired_at = NULL WHERE issuer_keys.retired_at IS NOT NULL;

-- name: RetireIssuerKeys
UPDATE certificates.issuer_keys SET retired_at = now() WHERE kid <> $1 AND retired_at IS NULL;

-- name: IssuerKeys
SELECT kid, public_key, since, retired_at FROM certificates.issuer_keys ORDER BY since DESC, kid;

-- name: Withdrawn
SELECT public_id, revoked_at, superseded_at FROM certificates.certificates
WHERE revoked_at IS NOT NULL OR superseded_at IS NOT NULL ORDER BY public_id;

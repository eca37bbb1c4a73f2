-- +goose Up
-- The public keys certificates were ever signed with. The private key is in
-- the secrets of the data folder; a row stays for ever, so that what an
-- earlier key has signed is still verified.

CREATE TABLE certificates.issuer_keys (
    kid        text        CONSTRAINT issuer_keys_pkey PRIMARY KEY CONSTRAINT issuer_keys_kid CHECK (kid ~ '^[0-9a-f]{16}$'),
    public_key bytea       NOT NULL CONSTRAINT issuer_keys_size CHECK (length(public_key) = 32),
    since      timestamptz NOT NULL DEFAULT now(),
    retired_at timestamptz                                  -- signs nothing new since then; NULL: the key in use
);

-- +goose StatementBegin
CREATE FUNCTION certificates.keep_issuer_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.kid, OLD.public_key, OLD.since) = (NEW.kid, NEW.public_key, NEW.since) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a key that certificates were signed with is not changed or deleted'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'issuer_keys_are_kept';
END $$;
-- +goose StatementEnd

CREATE TRIGGER issuer_keys_kept BEFORE UPDATE OR DELETE ON certificates.issuer_keys FOR EACH ROW EXECUTE FUNCTION certificates.keep_issuer_key();
CREATE TRIGGER issuer_keys_no_truncate BEFORE TRUNCATE ON certificates.issuer_keys FOR EACH STATEMENT EXECUTE FUNCTION certificates.keep_issuer_key();

-- What the list of revocations reads.
CREATE INDEX certificates_withdrawn ON certificates.certificates (public_id) WHERE revoked_at IS NOT NULL OR superseded_at IS NOT NULL;

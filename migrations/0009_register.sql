-- +goose Up
-- The register: an append-only Merkle log of what was issued, revoked and
-- entered, with signed checkpoints (ADR 0012). No foreign key leaves the
-- schema: a leaf knows its subject by id alone.

CREATE SCHEMA register;

-- The one row that is locked while a leaf is added: leaf numbers are dense and
-- run in the order of commit.
CREATE TABLE register.head (
    id          int    PRIMARY KEY DEFAULT 1 CONSTRAINT head_one CHECK (id = 1),
    size        bigint NOT NULL DEFAULT 0,    -- leaves there are
    checkpoints bigint NOT NULL DEFAULT 0     -- checkpoints there are
);
INSERT INTO register.head DEFAULT VALUES;

-- body is what is hashed into the tree: canonical JSON without any personal
-- data, only a salted commitment to the record.
CREATE TABLE register.leaves (
    idx     bigint PRIMARY KEY,
    kind    text   NOT NULL,
    subject uuid   NOT NULL,
    body    text   NOT NULL,
    CONSTRAINT leaves_once UNIQUE (subject, kind)
);

-- What opens a commitment. Apart from the leaves, because this is what may be
-- destroyed when a person's data must be forgotten.
CREATE TABLE register.salts (
    idx  bigint PRIMARY KEY CONSTRAINT salts_leaf REFERENCES register.leaves (idx),
    salt bytea  NOT NULL CONSTRAINT salts_length CHECK (length(salt) = 32)
);

-- The tree's hashes in the order of golang.org/x/mod/sumdb/tlog.
CREATE TABLE register.hashes (
    idx  bigint PRIMARY KEY,
    hash bytea  NOT NULL CONSTRAINT hashes_length CHECK (length(hash) = 32)
);

CREATE TABLE register.checkpoints (
    seq       bigint      PRIMARY KEY,        -- 1, 2, 3, …; signed in the note
    size      bigint      NOT NULL CONSTRAINT checkpoints_size UNIQUE,
    note      text        NOT NULL,           -- C2SP tlog-checkpoint, signed
    signed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TRIGGER leaves_append_only BEFORE UPDATE OR DELETE ON register.leaves FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER leaves_no_truncate BEFORE TRUNCATE ON register.leaves FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER salts_not_changed BEFORE UPDATE ON register.salts FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER salts_no_truncate BEFORE TRUNCATE ON register.salts FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER hashes_append_only BEFORE UPDATE OR DELETE ON register.hashes FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER hashes_no_truncate BEFORE TRUNCATE ON register.hashes FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER checkpoints_append_only BEFORE UPDATE OR DELETE ON register.checkpoints FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER checkpoints_no_truncate BEFORE TRUNCATE ON register.checkpoints FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER head_stays BEFORE DELETE ON register.head FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();

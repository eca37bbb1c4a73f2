-- +goose Up
-- People, units, sign-in. The person's key is internal; a NIP is a dated fact
-- about a person (a PPPK's number changes when the contract moves agency).

CREATE SCHEMA accounts;

CREATE TABLE accounts.units (
    id         uuid        PRIMARY KEY,
    code       text        NOT NULL CONSTRAINT units_code UNIQUE, -- SIASN unor id, or the agency's own code
    name       text        NOT NULL,
    parent_id  uuid        CONSTRAINT units_parent REFERENCES accounts.units (id),
    closed_on  date,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT units_not_own_parent CHECK (parent_id <> id)
);
CREATE INDEX units_parent_id ON accounts.units (parent_id);

CREATE TABLE accounts.persons (
    id            uuid        PRIMARY KEY,
    siasn_id      text        CONSTRAINT persons_siasn UNIQUE, -- pns_id of SIASN, where known
    class         text        NOT NULL CONSTRAINT persons_class CHECK (class IN ('pns', 'cpns', 'pppk', 'pppk_part_time', 'non_asn', 'citizen')),
    full_name     text        NOT NULL CONSTRAINT persons_name CHECK (full_name <> ''),
    front_title   text        NOT NULL DEFAULT '',
    back_title    text        NOT NULL DEFAULT '',
    birth_date    date,
    sex           text        CONSTRAINT persons_sex CHECK (sex IN ('M', 'F')),
    rank          text        NOT NULL DEFAULT '', -- golongan, e.g. III/a or IX
    position      text        NOT NULL DEFAULT '', -- jabatan
    position_kind text        NOT NULL DEFAULT '', -- struktural, fungsional, pelaksana
    phone         text        NOT NULL DEFAULT '',
    email         text        NOT NULL DEFAULT '',
    active        boolean     NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX persons_name_order ON accounts.persons (full_name, id);

CREATE TABLE accounts.nips (
    nip        text        NOT NULL CONSTRAINT nips_pkey PRIMARY KEY CONSTRAINT nips_form CHECK (nip ~ '^[0-9]{18}$'),
    person_id  uuid        NOT NULL CONSTRAINT nips_person REFERENCES accounts.persons (id),
    valid_from date        NOT NULL,
    valid_to   date,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT nips_period CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE UNIQUE INDEX nips_one_current ON accounts.nips (person_id) WHERE valid_to IS NULL;

CREATE TABLE accounts.memberships (
    person_id  uuid NOT NULL CONSTRAINT memberships_person REFERENCES accounts.persons (id),
    unit_id    uuid NOT NULL CONSTRAINT memberships_unit REFERENCES accounts.units (id),
    valid_from date NOT NULL,
    valid_to   date, -- first day on which it no longer holds
    CONSTRAINT memberships_pkey PRIMARY KEY (person_id, valid_from),
    CONSTRAINT memberships_period CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE UNIQUE INDEX memberships_one_current ON accounts.memberships (person_id) WHERE valid_to IS NULL;
CREATE INDEX memberships_of_unit ON accounts.memberships (unit_id) WHERE valid_to IS NULL;

CREATE TABLE accounts.accounts (
    id                  uuid        PRIMARY KEY,
    person_id           uuid        NOT NULL CONSTRAINT accounts_person REFERENCES accounts.persons (id) CONSTRAINT accounts_one_per_person UNIQUE,
    email               text        CONSTRAINT accounts_email UNIQUE, -- lower case; second way to name oneself at sign-in
    password_hash       text        NOT NULL DEFAULT '',
    password_changed_at timestamptz,
    state               text        NOT NULL DEFAULT 'invited' CONSTRAINT accounts_state CHECK (state IN ('invited', 'active', 'disabled')),
    lang                text        NOT NULL DEFAULT 'id' CONSTRAINT accounts_lang CHECK (lang IN ('id', 'en')),
    created_at          timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE accounts.roles (
    account_id uuid        NOT NULL CONSTRAINT roles_account REFERENCES accounts.accounts (id),
    role       text        NOT NULL CONSTRAINT roles_role CHECK (role IN ('trainer', 'unit_admin', 'training_admin', 'auditor')),
    unit_id    uuid        CONSTRAINT roles_unit REFERENCES accounts.units (id), -- only for unit_admin: the root of the own subtree
    granted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT roles_unit_only_for_unit_admin CHECK ((role = 'unit_admin') = (unit_id IS NOT NULL))
);
CREATE UNIQUE INDEX roles_once ON accounts.roles (account_id, role, COALESCE(unit_id, '00000000-0000-0000-0000-000000000000'));

-- One-time activation codes: only a keyed hash is kept.
CREATE TABLE accounts.activations (
    account_id uuid        NOT NULL CONSTRAINT activations_account REFERENCES accounts.accounts (id),
    code_hash  bytea       NOT NULL CONSTRAINT activations_pkey PRIMARY KEY,
    issued_at  timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX activations_account_id ON accounts.activations (account_id);

CREATE TABLE accounts.sessions (
    id             uuid        PRIMARY KEY,
    account_id     uuid        NOT NULL CONSTRAINT sessions_account REFERENCES accounts.accounts (id),
    device         text        NOT NULL DEFAULT '', -- what the browser says of itself, shortened
    created_at     timestamptz NOT NULL DEFAULT now(),
    last_seen_at   timestamptz NOT NULL DEFAULT now(),
    expires_at     timestamptz NOT NULL, -- absolute end
    ended_at       timestamptz,
    ended_because  text        CONSTRAINT sessions_because CHECK (ended_because IN ('signed_out', 'signed_out_everywhere', 'token_reused', 'password_changed', 'account_disabled'))
);
CREATE INDEX sessions_open ON accounts.sessions (account_id) WHERE ended_at IS NULL;

-- Rotating refresh tokens: only a hash is kept. A token that was replaced and
-- comes back later than the grace ends its whole session.
CREATE TABLE accounts.refresh_tokens (
    token_hash  bytea       NOT NULL CONSTRAINT refresh_tokens_pkey PRIMARY KEY,
    session_id  uuid        NOT NULL CONSTRAINT refresh_tokens_session REFERENCES accounts.sessions (id) ON DELETE CASCADE,
    generation  int         NOT NULL,
    issued_at   timestamptz NOT NULL DEFAULT now(),
    replaced_at timestamptz,
    CONSTRAINT refresh_tokens_generation UNIQUE (session_id, generation)
);

-- Failures of sign-in and activation, by account and by network address.
CREATE TABLE accounts.throttles (
    bucket     text        NOT NULL CONSTRAINT throttles_pkey PRIMARY KEY, -- keyed hash, never the NIP or address itself
    failures   double precision NOT NULL DEFAULT 0, -- leaks away with time
    last_at    timestamptz NOT NULL DEFAULT now(),
    open_at    timestamptz NOT NULL DEFAULT now() -- no further try before this moment
);

-- Devices on which an account has signed in before: they keep a way in while
-- strangers spend the account's failures.
CREATE TABLE accounts.known_devices (
    account_id uuid        NOT NULL CONSTRAINT known_devices_account REFERENCES accounts.accounts (id),
    token_hash bytea       NOT NULL,
    last_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT known_devices_pkey PRIMARY KEY (token_hash, account_id) -- a shared office PC is known to several
);

-- A roster file between its preview and its commit. Only the columns we keep
-- ever reach this table.
CREATE TABLE accounts.rosters (
    id           uuid        PRIMARY KEY,
    file_name    text        NOT NULL,
    uploaded_by  uuid        CONSTRAINT rosters_by REFERENCES accounts.accounts (id),
    uploaded_at  timestamptz NOT NULL DEFAULT now(),
    state        text        NOT NULL DEFAULT 'preview' CONSTRAINT rosters_state CHECK (state IN ('preview', 'committed', 'discarded')),
    committed_at timestamptz,
    summary      jsonb       NOT NULL DEFAULT '{}'
);

CREATE TABLE accounts.roster_rows (
    roster_id uuid  NOT NULL CONSTRAINT roster_rows_roster REFERENCES accounts.rosters (id) ON DELETE CASCADE,
    line      int   NOT NULL, -- row number in the file, header is 1
    verdict   text  NOT NULL CONSTRAINT roster_rows_verdict CHECK (verdict IN ('new', 'changed', 'same', 'refused')),
    person    jsonb NOT NULL,                -- the kept columns as read
    person_id uuid,                          -- whom the preview recognised
    changes   jsonb NOT NULL DEFAULT '[]',   -- what a commit would write
    findings  jsonb NOT NULL DEFAULT '[]',
    CONSTRAINT roster_rows_pkey PRIMARY KEY (roster_id, line)
);

-- Shared readings of the tree and of today's memberships, for every feature
-- that asks "which people are under this unit".
-- +goose StatementBegin
CREATE FUNCTION accounts.subtree(root uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE below AS (
        SELECT id FROM accounts.units WHERE id = root
        UNION
        SELECT u.id FROM accounts.units u JOIN below b ON u.parent_id = b.id)
    SELECT id FROM below
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION accounts.ancestors(leaf uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE above AS (
        SELECT id, parent_id FROM accounts.units WHERE id = leaf
        UNION
        SELECT u.id, u.parent_id FROM accounts.units u JOIN above a ON u.id = a.parent_id)
    SELECT id FROM above
$$;
-- +goose StatementEnd
CREATE VIEW accounts.current_members AS
    SELECT m.person_id, m.unit_id
    FROM accounts.memberships m JOIN accounts.persons p ON p.id = m.person_id
    WHERE m.valid_to IS NULL AND p.active;
CREATE VIEW accounts.current_nips AS
    SELECT person_id, nip FROM accounts.nips WHERE valid_to IS NULL;

-- +goose Up
-- Claims: certificates from elsewhere (external) and hours taught (teaching).
-- Two persons stand between a claim and the ledger, neither of them its owner
-- nor the one who entered it; the constraints hold that whatever the program does.

CREATE TABLE merit.claims (
    id              uuid        PRIMARY KEY,
    kind            text        NOT NULL CONSTRAINT claims_kind CHECK (kind IN ('external', 'teaching')),
    person_id       uuid        NOT NULL CONSTRAINT claims_person REFERENCES accounts.persons (id),
    entered_by      uuid        NOT NULL CONSTRAINT claims_entered_by REFERENCES accounts.persons (id),
    state           text        NOT NULL DEFAULT 'draft' CONSTRAINT claims_state
                                CHECK (state IN ('draft', 'submitted', 'checked', 'approved', 'refused', 'withdrawn', 'annulled')),
    title           text        NOT NULL DEFAULT '',
    organiser       text        NOT NULL DEFAULT '',
    number          text        NOT NULL DEFAULT '', -- as printed; of a teaching claim, the letter of assignment
    number_key      text        NOT NULL DEFAULT '', -- upper-case letters and digits of it, for finding duplicates
    organiser_key   text        NOT NULL DEFAULT '',
    title_key       text        NOT NULL DEFAULT '',
    started_on      date,
    completed_on    date,
    minutes         int         NOT NULL DEFAULT 0 CONSTRAINT claims_minutes CHECK (minutes >= 0), -- taught
    jp              int         NOT NULL DEFAULT 0 CONSTRAINT claims_jp CHECK (jp BETWEEN 0 AND 2000),
    siasn_path      int         NOT NULL DEFAULT 3 CONSTRAINT claims_path CHECK (siasn_path BETWEEN 1 AND 25),
    international   boolean     NOT NULL DEFAULT false,
    teaching_role   text        NOT NULL DEFAULT '' CONSTRAINT claims_teaching_role CHECK (teaching_role IN ('', 'narasumber', 'fasilitator', 'pengajar')),
    file_key        text        NOT NULL DEFAULT '', -- object in the store
    file_type       text        NOT NULL DEFAULT '' CONSTRAINT claims_file_type CHECK (file_type IN ('', 'application/pdf', 'image/jpeg', 'image/png')),
    file_bytes      bigint      NOT NULL DEFAULT 0,
    file_sha256     text        NOT NULL DEFAULT '', -- of what is stored
    upload_sha256   text        NOT NULL DEFAULT '', -- of what was sent: images are encoded anew
    findings        jsonb       NOT NULL DEFAULT '{}', -- what was read from the file: {qr, signature}
    check_method    text        NOT NULL DEFAULT '' CONSTRAINT claims_check_method CHECK (check_method IN ('', 'phone', 'letter', 'website', 'original', 'signature')),
    check_note      text        NOT NULL DEFAULT '',
    checked_by      uuid        CONSTRAINT claims_checked_by REFERENCES accounts.persons (id),
    checked_at      timestamptz,
    approved_by     uuid        CONSTRAINT claims_approved_by REFERENCES accounts.persons (id),
    approved_at     timestamptz,
    reason          text        NOT NULL DEFAULT '', -- of the last refusal
    annul_reason    text        NOT NULL DEFAULT '',
    annul_asked_by  uuid        CONSTRAINT claims_annul_asked_by REFERENCES accounts.persons (id),
    annulled_by     uuid        CONSTRAINT claims_annulled_by REFERENCES accounts.persons (id),
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT claims_period CHECK (started_on <= completed_on),
    CONSTRAINT claims_checker_apart CHECK (checked_by <> person_id AND checked_by <> entered_by),
    CONSTRAINT claims_two_persons CHECK (approved_by <> checked_by AND approved_by <> person_id AND approved_by <> entered_by),
    CONSTRAINT claims_checked_whole CHECK (state NOT IN ('checked', 'approved', 'annulled') OR (checked_by IS NOT NULL AND check_method <> '' AND check_note <> '')),
    CONSTRAINT claims_approved_whole CHECK ((state IN ('approved', 'annulled')) = (approved_by IS NOT NULL)),
    CONSTRAINT claims_refused_has_reason CHECK (state <> 'refused' OR reason <> ''),
    CONSTRAINT claims_annulled_by_two CHECK (annulled_by <> annul_asked_by AND annulled_by <> person_id AND annul_asked_by <> person_id),
    CONSTRAINT claims_annulled_whole CHECK ((state = 'annulled') = (annulled_by IS NOT NULL) AND (annul_asked_by IS NULL) = (annul_reason = '')
        AND (annulled_by IS NULL OR annul_asked_by IS NOT NULL)),
    CONSTRAINT claims_file_whole CHECK ((file_key = '') = (file_sha256 = '') AND (file_key = '') = (file_type = ''))
);
CREATE INDEX claims_of_person ON merit.claims (person_id, created_at DESC);
CREATE INDEX claims_queue ON merit.claims (state, id);
CREATE INDEX claims_upload ON merit.claims (upload_sha256) WHERE upload_sha256 <> '';
CREATE INDEX claims_number ON merit.claims (number_key) WHERE number_key <> '';

-- What was approved is a record: only its annulment is written later. What was
-- checked may not change under the eyes of the second person.
-- +goose StatementBegin
CREATE FUNCTION merit.guard_claim() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := ARRAY['state', 'check_method', 'check_note', 'checked_by', 'checked_at', 'approved_by', 'approved_at',
        'reason', 'annul_reason', 'annul_asked_by', 'annulled_by', 'updated_at'];
    annulment CONSTANT text[] := ARRAY['state', 'annul_reason', 'annul_asked_by', 'annulled_by', 'updated_at'];
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.person_id, OLD.entered_by, OLD.kind) = (NEW.person_id, NEW.entered_by, NEW.kind) AND (
        (OLD.state = 'approved' AND NEW.state IN ('approved', 'annulled') AND to_jsonb(OLD) - annulment = to_jsonb(NEW) - annulment)
        OR (OLD.state = 'checked' AND NEW.state <> 'annulled' AND to_jsonb(OLD) - decision = to_jsonb(NEW) - decision)
        OR (OLD.state = 'submitted' AND NEW.state NOT IN ('approved', 'annulled'))
        OR (OLD.state IN ('draft', 'refused') AND NEW.state IN ('draft', 'refused', 'submitted', 'withdrawn'))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a decided claim is not changed or deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'claims_are_records';
END $$;
-- +goose StatementEnd
CREATE TRIGGER claims_are_records BEFORE UPDATE OR DELETE ON merit.claims FOR EACH ROW EXECUTE FUNCTION merit.guard_claim();
CREATE TRIGGER claims_no_truncate BEFORE TRUNCATE ON merit.claims FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

CREATE TABLE merit.claim_events (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    claim_id uuid        NOT NULL CONSTRAINT claim_events_claim REFERENCES merit.claims (id),
    at       timestamptz NOT NULL DEFAULT now(),
    by       uuid        NOT NULL CONSTRAINT claim_events_by REFERENCES accounts.persons (id),
    act      text        NOT NULL,
    note     text        NOT NULL DEFAULT '',
    details  jsonb       NOT NULL DEFAULT '{}'
);
CREATE INDEX claim_events_of_claim ON merit.claim_events (claim_id, id);
CREATE TRIGGER claim_events_append_only BEFORE UPDATE OR DELETE ON merit.claim_events FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER claim_events_no_truncate BEFORE TRUNCATE ON merit.claim_events FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

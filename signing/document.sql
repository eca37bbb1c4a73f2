-- name: AddDocument
INSERT INTO signing.documents (id, certificate_id, kind, number, title, place, lot, parties, party, state, why, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT ON CONSTRAINT documents_one_per_certificate DO NOTHING;

-- name: NIPOfOfficial
SELECT DISTINCT nip FROM certificates.officials WHERE name = $1 AND nip <> '' LIMIT 2;

-- name: WithdrawDocument
UPDATE signing.documents SET state = 'withdrawn', run_id = NULL, why = '', detail = '', changed_at = now()
WHERE certificate_id = $1 AND state NOT IN ('signed', 'withdrawn');

-- name: Document
SELECT id, certificate_id, kind, number, title, place, lot, parties, step, party, state, why, detail, run_id, part_key, part_sha256,
       signatures, remote, callback_sha256, tries, created_at, changed_at
FROM signing.documents WHERE id = $1;

-- name: LockDocument
SELECT id, certificate_id, kind, number, title, place, lot, parties, step, party, state, why, detail, run_id, part_key, part_sha256,
       signatures, remote, callback_sha256, tries, created_at, changed_at
FROM signing.documents WHERE id = $1 FOR UPDATE;

-- name: ClaimDocuments
UPDATE signing.documents SET state = 'signing', run_id = $1, why = '', detail = '', tries = tries + 1, changed_at = now()
WHERE id IN (
    SELECT id FROM signing.documents
    WHERE state = 'waiting' AND kind = $2 AND party = $3 AND ($4 = '' OR lot = $4) AND (cardinality($5::uuid[]) = 0 OR id = ANY ($5::uuid[]))
    ORDER BY created_at, id LIMIT $6
    FOR UPDATE SKIP LOCKED);

-- name: DocumentsOfRun
SELECT id, certificate_id, kind, number, title, place, lot, parties, step, party, state, why, detail, run_id, part_key, part_sha256,
       signatures, remote, callback_sha256, tries, created_at, changed_at
FROM signing.documents WHERE run_id = $1 AND state = 'signing' ORDER BY created_at, id LIMIT $2;

-- name: PutBack
UPDATE signing.documents SET state = $3, run_id = NULL, why = $4, detail = $5, changed_at = now()
WHERE id = $1 AND run_id = $2 AND state = 'signing';

-- name: PutAllBack
UPDATE signing.documents SET state = $2, run_id = NULL, why = $3, detail = $4, changed_at = now()
WHERE run_id = $1 AND state = 'signing';

-- name: KeepPart
UPDATE signing.documents SET step = step + 1, party = $4, part_key = $5, part_sha256 = $6, signatures = $7, remote = $8,
    state = $9, run_id = $10, why = '', detail = '', changed_at = now()
WHERE id = $1 AND run_id IS NOT DISTINCT FROM $2 AND state = $3;

-- name: ExpectBack
UPDATE signing.documents SET callback_sha256 = $3 WHERE id = $1 AND run_id = $2 AND state = 'signing';

-- name: HandedOff
UPDATE signing.documents SET state = 'handed_off', run_id = NULL, remote = $3, why = '', detail = '', changed_at = now()
WHERE id = $1 AND run_id = $2 AND state = 'signing';

-- name: EndHandOff
UPDATE signing.documents SET state = 'refused', why = $2, detail = $3, callback_sha256 = '', changed_at = now()
WHERE id = $1 AND state = 'handed_off';

-- name: RetryDocuments
UPDATE signing.documents SET state = 'waiting', run_id = NULL, why = '', detail = '', callback_sha256 = '', changed_at = now()
WHERE (state = 'refused' OR $3 AND state = 'handed_off')
  AND ($1 = '' OR lot = $1) AND (cardinality($2::uuid[]) = 0 OR id = ANY ($2::uuid[])) AND ($1 <> '' OR cardinality($2::uuid[]) > 0)
  AND party <> '';

-- name: Desk
SELECT lot, kind, party, parties, max(title) AS title, count(*) AS total,
       count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'signing') AS signing,
       count(*) FILTER (WHERE state = 'handed_off') AS handed_off, count(*) FILTER (WHERE state = 'signed') AS signed,
       count(*) FILTER (WHERE state = 'refused') AS refused, min(created_at) AS since,
       COALESCE(max(why) FILTER (WHERE state = 'waiting'), '') AS why
FROM signing.documents
WHERE state <> 'withdrawn' AND ($1 = '' OR party = $1)
GROUP BY lot, kind, party, parties
ORDER BY count(*) FILTER (WHERE state IN ('waiting', 'signing', 'refused', 'handed_off')) = 0, max(created_at) DESC
LIMIT 200;

-- name: Documents
SELECT d.id, d.certificate_id, d.kind, d.number, d.title, d.parties, d.step, d.party, d.state, d.why, d.detail, d.signatures, d.changed_at, d.created_at,
       c.holder_name
FROM signing.documents d JOIN certificates.certificates c ON c.id = d.certificate_id
WHERE d.lot = $1 AND ($2 = '' OR d.state = $2) AND ($3 = '' OR d.party = $3)
  AND ($4::timestamptz IS NULL OR (d.created_at, d.id) > ($4, $5))
ORDER BY d.created_at, d.id LIMIT $6;

-- name: NIPOfPerson
SELECT nip FROM accounts.current_nips WHERE person_id = $1;

-- name: RefusedUnsigned
SELECT d.id, d.kind, c.signatories
FROM signing.documents d JOIN certificates.certificates c ON c.id = d.certificate_id
WHERE d.state = 'refused' AND d.step = 0
  AND ($1 = '' OR d.lot = $1) AND (cardinality($2::uuid[]) = 0 OR d.id = ANY ($2::uuid[])) AND ($1 <> '' OR cardinality($2::uuid[]) > 0)
ORDER BY d.created_at, d.id LIMIT 2000 FOR UPDATE OF d;

-- name: DecideParties
UPDATE signing.documents SET parties = $2, party = $3, changed_at = now() WHERE id = $1 AND state = 'refused' AND step = 0;

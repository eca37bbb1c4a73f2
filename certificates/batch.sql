-- name: AddBatch
INSERT INTO certificates.batches (id, content, template_id, prepared_by) VALUES ($1, $2, $3, $4);

-- name: AddBatchItems
INSERT INTO certificates.batch_items (batch_id, person_id, position)
SELECT $1, p, n FROM unnest($2::uuid[]) WITH ORDINALITY AS all_of (p, n);

-- name: Batch
SELECT b.id, b.state, b.content, b.template_id, b.prepared_by, b.prepared_at, b.approved_by, b.approved_at, b.done_at,
       (SELECT full_name FROM accounts.persons WHERE id = b.prepared_by) AS prepared_name,
       COALESCE((SELECT full_name FROM accounts.persons WHERE id = b.approved_by), '') AS approved_name,
       count(*) AS total, count(*) FILTER (WHERE i.state = 'issued') AS issued, count(*) FILTER (WHERE i.state = 'failed') AS failed
FROM certificates.batches b JOIN certificates.batch_items i ON i.batch_id = b.id
WHERE b.id = $1 GROUP BY b.id;

-- name: Batches
SELECT b.id, b.state, b.content, b.template_id, b.prepared_by, b.prepared_at, b.approved_by, b.approved_at, b.done_at,
       (SELECT full_name FROM accounts.persons WHERE id = b.prepared_by) AS prepared_name,
       COALESCE((SELECT full_name FROM accounts.persons WHERE id = b.approved_by), '') AS approved_name,
       count(*) AS total, count(*) FILTER (WHERE i.state = 'issued') AS issued, count(*) FILTER (WHERE i.state = 'failed') AS failed
FROM certificates.batches b JOIN certificates.batch_items i ON i.batch_id = b.id
GROUP BY b.id ORDER BY b.prepared_at DESC, b.id DESC LIMIT 100;

-- name: LockBatch
SELECT state, prepared_by FROM certificates.batches WHERE id = $1 FOR UPDATE;

-- name: ApproveBatch
UPDATE certificates.batches SET state = 'running', approved_by = $2, approved_at = now() WHERE id = $1;

-- name: SetBatchState
UPDATE certificates.batches SET state = $2, done_at = CASE WHEN $2 = 'done' THEN now() END WHERE id = $1;

-- name: RetryFailedItems
UPDATE certificates.batch_items SET state = 'waiting', problem = '' WHERE batch_id = $1 AND state = 'failed';

-- name: NextItem
SELECT person_id FROM certificates.batch_items
WHERE batch_id = $1 AND state = 'waiting' ORDER BY position LIMIT 1 FOR UPDATE;

-- name: ItemIssued
UPDATE certificates.batch_items SET state = 'issued', certificate_id = $3 WHERE batch_id = $1 AND person_id = $2;

-- name: ItemFailed
UPDATE certificates.batch_items SET state = 'failed', problem = $3 WHERE batch_id = $1 AND person_id = $2;

-- name: PeopleOfNIPs
SELECT n.nip, p.id AS person_id, p.full_name AS name, p.class
FROM accounts.current_nips n JOIN accounts.persons p ON p.id = n.person_id
WHERE n.nip = ANY ($1::text[]);

-- name: PeopleOfUnit
WITH RECURSIVE below AS (
    SELECT id FROM accounts.units WHERE id = $1
    UNION SELECT u.id FROM accounts.units u JOIN below b ON u.parent_id = b.id
)
SELECT '' AS nip, p.id AS person_id, p.full_name AS name, p.class
FROM accounts.current_members m JOIN below b ON b.id = m.unit_id JOIN accounts.persons p ON p.id = m.person_id
ORDER BY p.full_name, p.id LIMIT 1001;

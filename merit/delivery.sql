-- name: AddDelivery
INSERT INTO merit.deliveries (id, entry_id, person_id, source, kind, state)
VALUES ($1, $2, $3, $4, $5, 'draft') ON CONFLICT ON CONSTRAINT deliveries_one_per_entry DO NOTHING;

-- name: DeliveryOfEntryForUpdate
SELECT id, state, remote_id, save_begun_at IS NOT NULL AS save_begun, COALESCE(lease_until >= now(), false) AS busy FROM merit.deliveries WHERE entry_id = $1 FOR UPDATE;

-- name: DeliveryForUpdate
SELECT id, state, remote_id, save_begun_at IS NOT NULL AS save_begun, COALESCE(lease_until >= now(), false) AS busy
FROM merit.deliveries WHERE id = $1 FOR UPDATE;

-- name: ReverseDelivery
UPDATE merit.deliveries
SET state = $2, reversed_at = now(), changed_at = now(), error_code = $3, error_said = '',
    next_try_at = now() + CASE WHEN save_begun_at IS NOT NULL AND remote_id = '' THEN make_interval(secs => $4) ELSE interval '0' END
WHERE id = $1;

-- name: AddDeliveryEvent
INSERT INTO merit.delivery_events (delivery_id, from_state, to_state, actor, detail) VALUES ($1, $2, $3, $4, $5);

-- name: LockDeliveries
SELECT pg_advisory_xact_lock(721615);

-- name: ClaimDelivery
-- The first in order whose person is not being worked on. A reversal goes
-- before new rows. Approved is: by hand for this row, or once and for all.
WITH next AS (
    SELECT d.id FROM merit.deliveries d
    WHERE d.next_try_at <= now()
      AND (d.lease_until IS NULL OR d.lease_until < now())
      AND (d.state IN ('draft', 'saved', 'uploaded', 'removing')
           OR (d.state = 'checked' AND (d.approved_at IS NOT NULL
               OR EXISTS (SELECT FROM merit.siasn_settings s WHERE s.push_mode = 'auto' AND s.approved_at IS NOT NULL))))
      AND NOT (d.state = 'removing' AND d.error_code = 'by_hand_remove')
      AND NOT EXISTS (SELECT FROM merit.deliveries o WHERE o.person_id = d.person_id AND o.id <> d.id AND o.lease_until >= now())
    ORDER BY d.state = 'removing' DESC, d.seq
    LIMIT 1)
UPDATE merit.deliveries d SET lease = $1, lease_until = now() + make_interval(secs => $2)
FROM next, merit.entries e, accounts.persons p
WHERE d.id = next.id AND e.id = d.entry_id AND p.id = d.person_id
RETURNING d.id, d.person_id, d.source, d.kind, d.state, d.remote_person, d.remote_id, d.attempts, d.document_sha256,
    d.save_begun_at IS NOT NULL AS save_begun, e.title, e.organiser, e.certificate_number AS number, e.jp_claimed AS jp, e.siasn_path,
    e.started_on, e.completed_on, p.class,
    COALESCE((SELECT n.nip FROM accounts.nips n WHERE n.person_id = d.person_id AND n.valid_to IS NULL), '') AS nip;

-- name: DeliveryWork
SELECT d.id, d.person_id, d.source, d.kind, d.state, d.remote_person, d.remote_id, d.attempts, d.document_sha256,
    d.save_begun_at IS NOT NULL AS save_begun, e.title, e.organiser, e.certificate_number AS number, e.jp_claimed AS jp, e.siasn_path,
    e.started_on, e.completed_on, p.class,
    COALESCE((SELECT n.nip FROM accounts.nips n WHERE n.person_id = d.person_id AND n.valid_to IS NULL), '') AS nip
FROM merit.deliveries d JOIN merit.entries e ON e.id = d.entry_id JOIN accounts.persons p ON p.id = d.person_id
WHERE d.id = ANY($1::uuid[]) ORDER BY d.seq;

-- name: MoveDelivery
-- Only who holds the lease, and only from the state the work began at: a
-- reversal in between wins.
UPDATE merit.deliveries
SET state = $4, remote_person = $5, document_sha256 = $6, error_code = $7, error_said = $8, attempts = 0,
    next_try_at = now() + make_interval(secs => $9), changed_at = now()
WHERE id = $1 AND lease = $2 AND state = $3;

-- name: BeginSave
UPDATE merit.deliveries SET save_begun_at = COALESCE(save_begun_at, now()), remote_person = $3
WHERE id = $1 AND lease = $2 AND state = 'checked';

-- name: KnowRemote
-- The id is kept whatever happened meanwhile: a reversal needs it.
UPDATE merit.deliveries
SET remote_id = $2, state = CASE WHEN state = 'checked' THEN 'saved' ELSE state END,
    error_code = '', error_said = '', attempts = 0, changed_at = now()
WHERE id = $1;

-- name: ForgetRemoteID
UPDATE merit.deliveries SET state = 'draft', remote_id = '', changed_at = now() WHERE id = $1;

-- name: DelayDelivery
UPDATE merit.deliveries
SET attempts = attempts + 1, error_code = $3, error_said = $4, next_try_at = now() + make_interval(secs => $5)
WHERE id = $1 AND lease = $2;

-- name: FreeDelivery
UPDATE merit.deliveries SET lease = NULL, lease_until = NULL WHERE id = $1 AND lease = $2;

-- name: RemoteIDsTaken
SELECT remote_id FROM merit.deliveries WHERE person_id = $1 AND kind = $2 AND id <> $3 AND remote_id <> '' AND state <> 'removed';

-- name: RemoteTaken
SELECT EXISTS (SELECT FROM merit.deliveries WHERE kind = (SELECT kind FROM merit.deliveries WHERE id = $1) AND remote_id = $2 AND id <> $1 AND state <> 'removed');

-- name: SetByHand
UPDATE merit.deliveries SET state = 'by_hand', by_hand_reason = $2, error_code = '', error_said = '', changed_at = now() WHERE id = $1;

-- name: SetConfirmedByHand
UPDATE merit.deliveries SET state = 'confirmed', remote_id = $2, error_code = '', error_said = '', changed_at = now() WHERE id = $1;

-- name: SetRemovedByHand
UPDATE merit.deliveries SET state = 'removed', error_code = '', error_said = '', changed_at = now() WHERE id = $1;

-- name: SetRetry
UPDATE merit.deliveries SET state = $2, attempts = 0, next_try_at = now(), error_code = '', error_said = '', changed_at = now() WHERE id = $1;

-- name: ApproveDeliveries
UPDATE merit.deliveries SET approved_by = $2, approved_at = now(), next_try_at = now()
WHERE id = ANY($1::uuid[]) AND state IN ('draft', 'checked') AND approved_at IS NULL
  AND dry_run_at > now() - interval '1 day';

-- name: MarkDryRun
UPDATE merit.deliveries SET dry_run_at = now() WHERE id = ANY($1::uuid[]);

-- name: Deliveries
SELECT d.id, d.person_id, p.full_name AS name, COALESCE(u.name, '') AS unit, e.title, e.certificate_number, e.jp_claimed AS jp, d.kind,
    to_char(e.completed_on, 'YYYY-MM-DD') AS completed_on, d.state,
    (d.approved_at IS NOT NULL OR (s.push_mode = 'auto' AND s.approved_at IS NOT NULL)) AS approved,
    d.remote_id, d.attempts, d.next_try_at, d.error_code, d.error_said, d.by_hand_reason, d.changed_at, d.save_begun_at IS NOT NULL AS save_begun
FROM merit.deliveries d
JOIN merit.entries e ON e.id = d.entry_id
JOIN accounts.persons p ON p.id = d.person_id
CROSS JOIN merit.siasn_settings s
LEFT JOIN accounts.current_members m ON m.person_id = d.person_id
LEFT JOIN accounts.units u ON u.id = m.unit_id
WHERE ($1 = '' OR d.state = ANY(string_to_array($1, ',')))
  AND ($2 = '' OR p.full_name ILIKE '%' || $2 || '%' OR e.certificate_number ILIKE '%' || $2 || '%' OR e.title ILIKE '%' || $2 || '%')
  AND ($3::uuid IS NULL OR d.seq < (SELECT c.seq FROM merit.deliveries c WHERE c.id = $3))
ORDER BY d.seq DESC LIMIT $4;

-- name: DeliveryCounts
SELECT state, count(*) AS n, COALESCE(EXTRACT(EPOCH FROM now() - min(created_at)), 0)::bigint AS oldest_seconds
FROM merit.deliveries GROUP BY state;

-- name: UnapprovedCount
SELECT count(*) FROM merit.deliveries WHERE state = 'checked' AND approved_at IS NULL;

-- name: DeliveryEvents
SELECT from_state, to_state, detail, at, actor IS NOT NULL AS by_person FROM merit.delivery_events WHERE delivery_id = $1 ORDER BY id;

-- name: DeliveryRequests
SELECT at, exchange FROM merit.siasn_requests WHERE delivery_id = $1 ORDER BY id DESC LIMIT 50;

-- name: OwnDeliveries
SELECT d.entry_id, e.title, e.certificate_number, e.jp_claimed AS jp, to_char(e.completed_on, 'YYYY-MM-DD') AS completed_on, d.state, d.changed_at
FROM merit.deliveries d JOIN merit.entries e ON e.id = d.entry_id
WHERE d.person_id = $1 ORDER BY e.completed_on DESC, d.seq DESC LIMIT 500;

-- name: AddSiasnRequest
INSERT INTO merit.siasn_requests (delivery_id, exchange) VALUES ($1, $2);

-- name: ForgetSiasnRequests
DELETE FROM merit.siasn_requests WHERE at < now() - make_interval(days => $1);

-- name: SiasnSettings
SELECT push_mode, approved_at, token, token_exp, token_at, paused, paused_at, next_try_at, failures, answered_at, now() AS now
FROM merit.siasn_settings;

-- name: SetPushMode
UPDATE merit.siasn_settings SET push_mode = $1;

-- name: ApproveFirst
UPDATE merit.siasn_settings SET approved_by = COALESCE(approved_by, $1), approved_at = COALESCE(approved_at, now());

-- name: SetSsoToken
UPDATE merit.siasn_settings SET token = $1, token_exp = $2, token_by = $3, token_at = now(), failures = 0, next_try_at = now(),
    paused = CASE WHEN paused = 'stopped' THEN paused ELSE '' END, paused_at = CASE WHEN paused = 'stopped' THEN paused_at END;

-- name: PauseQueue
UPDATE merit.siasn_settings SET paused = $1, paused_at = CASE WHEN $1 = '' THEN NULL ELSE now() END, failures = 0, next_try_at = now()
WHERE paused <> $1;

-- name: QueueFailed
UPDATE merit.siasn_settings SET failures = failures + 1,
    next_try_at = now() + make_interval(secs => GREATEST($1, LEAST($2 * power(2, LEAST(failures, 20)), $3)))
RETURNING failures;

-- name: QueueAnswered
UPDATE merit.siasn_settings SET failures = 0, next_try_at = now(), answered_at = now()
WHERE failures > 0 OR answered_at IS NULL OR answered_at < now() - interval '10 seconds';

-- name: LoadActor
SELECT s.id AS session_id, a.id AS account_id, a.person_id, a.lang, s.last_seen_at < now() - make_interval(secs => $3) AS stale,
       ARRAY(SELECT DISTINCT r.role FROM accounts.roles r WHERE r.account_id = a.id AND p.active) AS roles
FROM accounts.sessions s
JOIN accounts.accounts a ON a.id = s.account_id
JOIN accounts.persons p ON p.id = a.person_id
WHERE s.id = $1 AND a.id = $2 AND s.ended_at IS NULL AND s.expires_at > now() AND a.state = 'active';

-- name: TouchSession
UPDATE accounts.sessions SET last_seen_at = now() WHERE id = $1 AND last_seen_at < now() - make_interval(secs => $2);

-- name: OpenSession
INSERT INTO accounts.sessions (id, account_id, device, expires_at)
VALUES ($1, $2, $3, now() + make_interval(secs => $4))
RETURNING expires_at;

-- name: AddRefresh
INSERT INTO accounts.refresh_tokens (token_hash, session_id, generation)
SELECT $1, $2, COALESCE(max(generation), 0) + 1 FROM accounts.refresh_tokens WHERE session_id = $2;

-- name: SessionOfRefresh
SELECT t.session_id, s.account_id, a.person_id, s.expires_at, s.last_seen_at < now() - make_interval(secs => $2) AS idle
FROM accounts.refresh_tokens t
JOIN accounts.sessions s ON s.id = t.session_id
JOIN accounts.accounts a ON a.id = s.account_id
WHERE t.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > now() AND a.state = 'active';

-- name: LockSession
SELECT id, account_id, expires_at FROM accounts.sessions
WHERE id = $1 AND ended_at IS NULL AND expires_at > now() FOR UPDATE;

-- name: RefreshState
SELECT replaced_at IS NOT NULL AS replaced,
       COALESCE(replaced_at < clock_timestamp() - make_interval(secs => $2), false) AS reused
FROM accounts.refresh_tokens WHERE token_hash = $1;

-- name: ReplaceRefresh
UPDATE accounts.refresh_tokens SET replaced_at = clock_timestamp() WHERE token_hash = $1 AND replaced_at IS NULL;

-- name: SeeSession
UPDATE accounts.sessions SET last_seen_at = now() WHERE id = $1;

-- name: EndSession
UPDATE accounts.sessions SET ended_at = now(), ended_because = $2 WHERE id = $1 AND ended_at IS NULL;

-- name: EndOwnSession
UPDATE accounts.sessions SET ended_at = now(), ended_because = 'signed_out' WHERE id = $1 AND account_id = $2 AND ended_at IS NULL;

-- name: EndSessionsOf
UPDATE accounts.sessions SET ended_at = now(), ended_because = $2 WHERE account_id = $1 AND ended_at IS NULL;

-- name: TellSessions
SELECT pg_notify('lentera_sessions', $1);

-- name: ListSessions
SELECT id, device, created_at, last_seen_at FROM accounts.sessions
WHERE account_id = $1 AND ended_at IS NULL AND expires_at > now() AND last_seen_at > now() - make_interval(secs => $2)
ORDER BY last_seen_at DESC, id;

-- name: KnowDevice
INSERT INTO accounts.known_devices (account_id, token_hash) VALUES ($1, $2)
ON CONFLICT ON CONSTRAINT known_devices_pkey DO UPDATE SET last_at = now();

-- name: DeviceKnown
SELECT EXISTS (SELECT FROM accounts.known_devices WHERE account_id = $1 AND token_hash = $2);

-- name: SweepSessions
DELETE FROM accounts.sessions WHERE expires_at < now() - interval '30 days';

-- name: SweepDevices
DELETE FROM accounts.known_devices WHERE last_at < now() - interval '1 year';

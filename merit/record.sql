-- name: EntriesAfter
SELECT id, person_id, kind, year, jp_claimed, siasn_path, rule_version, title, certificate_number, completed_on, source,
       evidence, reverses, reason, role, international, origin, organiser, started_on, created_at
FROM merit.entries WHERE id > $1 ORDER BY id LIMIT $2;

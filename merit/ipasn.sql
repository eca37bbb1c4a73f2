-- name: PersonJob
SELECT class, position_kind FROM accounts.persons WHERE id = $1;

-- name: IpasnInput
SELECT rule_set, job, education, leadership_done, functional_done, functional_required, performance, predicate, discipline
FROM merit.ipasn_inputs WHERE person_id = $1;

-- name: SetIpasnInput
INSERT INTO merit.ipasn_inputs (person_id, rule_set, job, education, leadership_done, functional_done, functional_required,
                                performance, predicate, discipline)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (person_id) DO UPDATE SET rule_set = EXCLUDED.rule_set, job = EXCLUDED.job, education = EXCLUDED.education,
    leadership_done = EXCLUDED.leadership_done, functional_done = EXCLUDED.functional_done, functional_required = EXCLUDED.functional_required,
    performance = EXCLUDED.performance, predicate = EXCLUDED.predicate, discipline = EXCLUDED.discipline, updated_at = now();

-- name: ForgetIpasnInput
DELETE FROM merit.ipasn_inputs WHERE person_id = $1;

-- name: AddOfficial
INSERT INTO merit.ipasn_official (person_id, qualification, competence, performance, discipline, total, reckoned_at, source)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (person_id, read_at) DO NOTHING;

-- name: OfficialOf
SELECT qualification, competence, performance, discipline, total, reckoned_at, read_at, source
FROM merit.ipasn_official WHERE person_id = $1 ORDER BY read_at DESC LIMIT 1;

-- name: NextForIpasn
-- Those who simulate first, then those who were asked for longest ago.
SELECT p.id, n.nip FROM accounts.persons p
JOIN accounts.nips n ON n.person_id = p.id AND n.valid_to IS NULL
LEFT JOIN merit.ipasn_asked a ON a.person_id = p.id
LEFT JOIN merit.ipasn_inputs i ON i.person_id = p.id
WHERE p.active AND p.class = ANY ($2::text[]) AND (a.asked_at IS NULL OR a.asked_at < now() - make_interval(days => $1))
ORDER BY (i.person_id IS NULL), a.asked_at NULLS FIRST, p.id LIMIT 1;

-- name: AskedForIpasn
INSERT INTO merit.ipasn_asked (person_id) VALUES ($1) ON CONFLICT (person_id) DO UPDATE SET asked_at = now();

-- name: TemplateFor
SELECT id, name, state, course_code, audience, design, officials, series_id, signing, version, updated_at
FROM certificates.templates
WHERE state = 'active' AND course_code IN ('', $1) AND audience IN ('any', $2)
ORDER BY course_code <> '' DESC, audience <> 'any' DESC
LIMIT 1;

-- name: Template
SELECT id, name, state, course_code, audience, design, officials, series_id, signing, version, updated_at
FROM certificates.templates WHERE id = $1;

-- name: Templates
SELECT id, name, state, course_code, audience, design, officials, series_id, signing, version, updated_at
FROM certificates.templates ORDER BY state = 'retired', name, id LIMIT 200;

-- name: AddTemplate
INSERT INTO certificates.templates (id, name, course_code, audience, design, officials, series_id, signing)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: ChangeTemplate
UPDATE certificates.templates SET name = $2, course_code = $3, audience = $4, design = $5, officials = $6, series_id = $7, signing = $8,
    version = version + 1, updated_at = now()
WHERE id = $1 AND version = $9 AND state <> 'retired';

-- name: SetTemplateState
UPDATE certificates.templates SET state = $2, updated_at = now() WHERE id = $1 AND state <> 'retired';

-- name: Officials
SELECT id, name, nip FROM certificates.officials ORDER BY name, id LIMIT 500;

-- name: OfficialTitles
SELECT official_id, title, rank, to_char(valid_from, 'YYYY-MM-DD') AS valid_from, COALESCE(to_char(valid_to, 'YYYY-MM-DD'), '') AS valid_to
FROM certificates.official_titles ORDER BY official_id, valid_from DESC LIMIT 5000;

-- name: AddOfficial
INSERT INTO certificates.officials (id, name, nip) VALUES ($1, $2, $3);

-- name: LockOfficial
SELECT id FROM certificates.officials WHERE id = $1 FOR UPDATE;

-- name: EndTitles
UPDATE certificates.official_titles SET valid_to = $2::date - 1
WHERE official_id = $1 AND valid_from < $2::date AND (valid_to IS NULL OR valid_to >= $2::date);

-- name: AddTitle
INSERT INTO certificates.official_titles (official_id, title, rank, valid_from, valid_to)
VALUES ($1, $2, $3, $4::date, (SELECT min(valid_from) - 1 FROM certificates.official_titles WHERE official_id = $1 AND valid_from > $4::date))
ON CONFLICT (official_id, valid_from) DO UPDATE SET title = EXCLUDED.title, rank = EXCLUDED.rank;

-- name: SignatoryOn
SELECT o.name, o.nip, t.rank, t.title
FROM certificates.officials o
JOIN certificates.official_titles t ON t.official_id = o.id AND t.valid_from <= $2::date AND (t.valid_to IS NULL OR t.valid_to >= $2::date)
WHERE o.id = $1;

-- name: NumberSeries
SELECT id, name, unit_id, unit_word, class_code, pattern FROM certificates.number_series WHERE id = $1;

-- name: AllNumberSeries
SELECT id, name, unit_id, unit_word, class_code, pattern FROM certificates.number_series ORDER BY name, id LIMIT 200;

-- name: AddNumberSeries
INSERT INTO certificates.number_series (id, name, unit_id, unit_word, class_code, pattern, shape) VALUES ($1, $2, $3, $4, $5, $6, $7);

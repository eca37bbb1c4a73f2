-- Each row is something the move to bank lost or changed.
SELECT 'questions: ' || count(*) FROM bank.questions HAVING count(*) <> 3
UNION ALL SELECT 'versions keep their ids: ' || count(*) FROM bank.versions WHERE id IN ('00000000-0000-0000-0000-000000000101', '00000000-0000-0000-0000-000000000102', '00000000-0000-0000-0000-000000000103') AND no = 1 HAVING count(*) <> 3
UNION ALL SELECT 'not reviewed: ' || key FROM bank.questions WHERE state <> 'reviewed' OR revision_id <> '00000000-0000-0000-0000-0000000000d1' OR created_at <> '2026-01-02T03:04:05Z'
UNION ALL SELECT 'pool of ' || key FROM bank.questions WHERE pool <> CASE key WHEN 'a-3' THEN 'b' ELSE 'a' END
UNION ALL SELECT 'version of ' || v.stem_html FROM bank.versions v WHERE v.id = '00000000-0000-0000-0000-000000000101'
    AND (v.kind, v.stem_html, v.tags, v.points) IS DISTINCT FROM ('single', '<p>Satu?</p>', '{"difficulty":"mudah"}'::jsonb, 1::numeric)
UNION ALL SELECT 'options: ' || v.content::text FROM bank.versions v WHERE v.id = '00000000-0000-0000-0000-000000000102'
    AND v.content <> '{"options":[{"id":"cccccccccc","html":"satu"},{"id":"dddddddddd","html":"dua"},{"id":"eeeeeeeeee","html":"tiga"}]}'
UNION ALL SELECT 'key: ' || k.key::text FROM bank.keys k WHERE k.version_id = '00000000-0000-0000-0000-000000000102'
    AND (k.key, k.explanation_html) IS DISTINCT FROM ('{"correct":["cccccccccc","dddddddddd"]}'::jsonb, '<p>Sebab dua.</p>')
UNION ALL SELECT 'keys: ' || count(*) FROM bank.keys HAVING count(*) <> 3
UNION ALL SELECT 'digest of ' || stem_html FROM bank.versions WHERE digest !~ '^[0-9a-f]{64}$'
UNION ALL SELECT 'items: ' || count(*) FROM quiz.items i JOIN bank.versions v ON v.id = i.question_id HAVING count(*) <> 4
UNION ALL SELECT 'answers: ' || count(*) FROM quiz.answers HAVING count(*) <> 3
UNION ALL SELECT 'old tables are still there' WHERE to_regclass('quiz.questions') IS NOT NULL OR to_regclass('quiz.keys') IS NOT NULL

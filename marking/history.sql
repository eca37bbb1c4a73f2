-- name: SheetsOfLesson
-- Newest first; $2 the sheet to go on after, NULL to begin.
SELECT s.id, s.attempt_id, s.handed_in_at, s.markers, s.tolerance_percent, s.state, s.done_at,
    COALESCE((SELECT jsonb_agg(jsonb_build_object('place', t.place, 'marker', p.full_name, 'finished_at', t.finished_at, 'marks',
        COALESCE((SELECT jsonb_agg(jsonb_build_object('no', m.no, 'points', m.mark, 'levels', m.levels, 'note', m.note) ORDER BY m.no)
            FROM marking.marks m WHERE m.turn_id = t.id), '[]')) ORDER BY t.place)
        FROM marking.turns t JOIN accounts.persons p ON p.id = t.person_id WHERE t.sheet_id = s.id), '[]') AS turns,
    COALESCE((SELECT jsonb_agg(jsonb_build_object('no', d.no, 'points', d.mark, 'how', d.how) ORDER BY d.no)
        FROM marking.decisions d WHERE d.sheet_id = s.id), '[]') AS decisions
FROM marking.sheets s JOIN quiz.attempts a ON a.id = s.attempt_id JOIN quiz.quizzes z ON z.id = a.quiz_id
WHERE z.lesson_id = $1 AND ($2::uuid IS NULL OR (s.handed_in_at, s.id) < (SELECT x.handed_in_at, x.id FROM marking.sheets x WHERE x.id = $2))
ORDER BY s.handed_in_at DESC, s.id DESC LIMIT $3;

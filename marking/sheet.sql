-- name: EnlistSheets
-- Makes the sheets of what has come to wait. $1 lesson, $2 the most at once,
-- $3 default tolerance.
INSERT INTO marking.sheets (id, attempt_id, handed_in_at, markers, tolerance_percent)
SELECT gen_random_uuid(), a.id, a.closed_at, COALESCE(p.markers, 1), COALESCE(p.tolerance_percent, $3::numeric)
FROM quiz.quizzes z JOIN quiz.attempts a ON a.quiz_id = z.id LEFT JOIN marking.plans p ON p.quiz_id = z.id
WHERE z.lesson_id = $1 AND a.pending > 0
    AND NOT EXISTS (SELECT FROM marking.sheets s WHERE s.attempt_id = a.id AND s.handed_in_at = a.closed_at)
ORDER BY a.closed_at LIMIT $2
ON CONFLICT DO NOTHING;

-- name: HeldSheet
-- A sheet this person has begun, also where the lease ran out and nobody came.
SELECT s.id FROM marking.turns t
JOIN marking.sheets s ON s.id = t.sheet_id
JOIN quiz.attempts a ON a.id = s.attempt_id AND a.closed_at = s.handed_in_at AND a.pending > 0
JOIN quiz.quizzes z ON z.id = a.quiz_id
WHERE t.person_id = $2 AND t.finished_at IS NULL AND z.lesson_id = $1 AND (t.place = 'moderator') = $3
ORDER BY s.id LIMIT 1;

-- name: NextSheet
-- $1 lesson, $2 person, $3 moderation. What this person gave back
-- comes last, what another has marked first; the rest is by random id. What is locked is being taken by another.
SELECT s.id FROM marking.sheets s
JOIN quiz.attempts a ON a.id = s.attempt_id AND a.closed_at = s.handed_in_at AND a.pending > 0
JOIN quiz.quizzes z ON z.id = a.quiz_id
WHERE z.lesson_id = $1 AND a.person_id <> $2 AND s.state = CASE WHEN $3 THEN 'moderation' ELSE 'marking' END
    AND NOT EXISTS (SELECT FROM marking.turns t WHERE t.sheet_id = s.id AND t.person_id = $2)
    AND (SELECT count(*) FROM marking.turns t WHERE t.sheet_id = s.id AND (t.place = 'moderator') = $3
            AND (t.finished_at IS NOT NULL OR t.leased_until > clock_timestamp())) < CASE WHEN $3 THEN 1 ELSE s.markers END
ORDER BY EXISTS (SELECT FROM marking.returns r WHERE r.sheet_id = s.id AND r.person_id = $2),
    EXISTS (SELECT FROM marking.turns t WHERE t.sheet_id = s.id AND t.finished_at IS NOT NULL) DESC, s.id
LIMIT 1 FOR UPDATE OF s SKIP LOCKED;

-- name: OnlyOwnWaits
SELECT EXISTS (SELECT FROM quiz.attempts a JOIN quiz.quizzes z ON z.id = a.quiz_id WHERE z.lesson_id = $1 AND a.pending > 0 AND a.person_id = $2)
    AND NOT EXISTS (SELECT FROM quiz.attempts a JOIN quiz.quizzes z ON z.id = a.quiz_id WHERE z.lesson_id = $1 AND a.pending > 0 AND a.person_id <> $2);

-- name: LockSheet
SELECT s.id, s.attempt_id, s.markers, s.tolerance_percent, s.state, a.person_id AS owner_id,
    a.pending > 0 AND a.closed_at IS NOT DISTINCT FROM s.handed_in_at AS waits, s.handed_in_at
FROM marking.sheets s JOIN quiz.attempts a ON a.id = s.attempt_id
WHERE s.id = $1
FOR UPDATE OF s;

-- name: TurnsOf
SELECT t.id, t.place, t.person_id, t.finished_at, t.leased_until > clock_timestamp() AS live
FROM marking.turns t WHERE t.sheet_id = $1;

-- name: TakePlace
-- An unfinished turn whose lease ran out goes to the one who comes.
INSERT INTO marking.turns AS t (id, sheet_id, place, person_id, leased_until)
VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5))
ON CONFLICT ON CONSTRAINT turns_one_place DO UPDATE SET person_id = EXCLUDED.person_id, leased_until = EXCLUDED.leased_until
WHERE t.finished_at IS NULL AND t.leased_until <= clock_timestamp();

-- name: HoldTurn
-- Renews the lease of an own unfinished turn; a row only while it is one's own.
UPDATE marking.turns t SET leased_until = clock_timestamp() + make_interval(secs => $3)
WHERE t.sheet_id = $1 AND t.person_id = $2 AND t.finished_at IS NULL
RETURNING t.id, t.place, t.leased_until;

-- name: GiveBack
DELETE FROM marking.turns t
WHERE t.sheet_id = $1 AND t.person_id = $2 AND t.finished_at IS NULL;

-- name: NoteReturn
INSERT INTO marking.returns (sheet_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: HeadOf
SELECT z.title, z.lesson_id, s.state,
    a.pending > 0 AND a.closed_at IS NOT DISTINCT FROM s.handed_in_at AS waits
FROM marking.sheets s JOIN quiz.attempts a ON a.id = s.attempt_id JOIN quiz.quizzes z ON z.id = a.quiz_id
WHERE s.id = $1;

-- name: ItemsOf
-- The items of a sheet that wait, with the answer and the rubric.
SELECT i.no, v.kind, v.stem_html, i.max, COALESCE(k.key, '{}') AS key, COALESCE(w.chosen[1], '') AS answer
FROM marking.sheets s
JOIN quiz.items i ON i.attempt_id = s.attempt_id
JOIN bank.versions v ON v.id = i.question_id
LEFT JOIN bank.keys k ON k.version_id = v.id
LEFT JOIN quiz.answers w ON w.attempt_id = i.attempt_id AND w.no = i.no
WHERE s.id = $1 AND i.mark IS NULL
ORDER BY i.no;

-- name: DraftOf
SELECT d.seq, d.marks, d.saved_at FROM marking.drafts d WHERE d.sheet_id = $1 AND d.person_id = $2;

-- name: SaveDraft
-- The highest number wins: a late repeat never overwrites a newer draft.
INSERT INTO marking.drafts AS d (sheet_id, person_id, seq, marks) VALUES ($1, $2, $3, $4)
ON CONFLICT ON CONSTRAINT drafts_pkey DO UPDATE SET
    seq = GREATEST(d.seq, EXCLUDED.seq),
    marks = CASE WHEN d.seq < EXCLUDED.seq THEN EXCLUDED.marks ELSE d.marks END,
    saved_at = CASE WHEN d.seq < EXCLUDED.seq THEN clock_timestamp() ELSE d.saved_at END
RETURNING d.seq, d.saved_at;

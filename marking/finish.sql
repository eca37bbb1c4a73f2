-- name: GiveMark
INSERT INTO marking.marks (turn_id, no, levels, mark, note) VALUES ($1, $2, $3, $4, $5);

-- name: FinishTurn
UPDATE marking.turns SET finished_at = clock_timestamp() WHERE id = $1;

-- name: MarksGiven
SELECT t.place, m.no, m.mark, m.levels, m.note
FROM marking.turns t JOIN marking.marks m ON m.turn_id = t.id
WHERE t.sheet_id = $1 AND t.finished_at IS NOT NULL
ORDER BY m.no, t.place;

-- name: Decide
INSERT INTO marking.decisions (sheet_id, no, mark, how) VALUES ($1, $2, $3, $4);

-- name: DecisionsOf
SELECT d.no, d.mark, d.how FROM marking.decisions d WHERE d.sheet_id = $1 ORDER BY d.no;

-- name: SetState
UPDATE marking.sheets SET state = $2, done_at = CASE WHEN $2 = 'done' THEN clock_timestamp() END WHERE id = $1;

-- name: StillHandedIn
-- Asked after the attempt is locked: it was not reopened in between.
SELECT a.closed_at IS NOT DISTINCT FROM s.handed_in_at FROM marking.sheets s JOIN quiz.attempts a ON a.id = s.attempt_id WHERE s.id = $1;

-- name: AwayOf
SELECT count(*)::int AS times, COALESCE(sum(e.seconds), 0)::int AS seconds
FROM marking.sheets s JOIN quiz.events e ON e.attempt_id = s.attempt_id
WHERE s.id = $1 AND e.kind = 'focus-lost';

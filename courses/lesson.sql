-- name: ViewLesson
SELECT l.id, l.key, c.code AS course_code, r.title AS course_title, e.id AS enrolment_id, m.title AS module_title,
       l.title, l.kind, l.minutes, l.position, l.body_html,
       (SELECT count(*) FROM courses.lessons x WHERE x.revision_id = l.revision_id) AS total,
       l.video_id, l.captions_id, l.poster_id, COALESCE(l.video_seconds, 0) AS video_seconds,
       COALESCE(v.bytes, 0) AS video_bytes, COALESCE(v.content_type, '') AS video_type,
       p.completed_at, COALESCE(p.seconds, 0) AS seconds, COALESCE(p.video_second, 0) AS video_second,
       (SELECT x.id FROM courses.lessons x WHERE x.revision_id = l.revision_id AND x.position = l.position - 1) AS previous_id,
       (SELECT x.id FROM courses.lessons x WHERE x.revision_id = l.revision_id AND x.position = l.position + 1) AS next_id
FROM courses.lessons l
JOIN courses.enrolments e ON e.revision_id = l.revision_id AND e.person_id = $1
JOIN courses.modules m ON m.id = l.module_id
JOIN courses.revisions r ON r.id = l.revision_id
JOIN courses.courses c ON c.id = r.course_id
LEFT JOIN media.files v ON v.id = l.video_id
LEFT JOIN courses.progress p ON p.enrolment_id = e.id AND p.lesson_id = l.id
WHERE l.id = $2;

-- name: SignPresence
-- It credits the seconds since the person's last sign anywhere: at
-- most 45, and none after half an hour of silence, which is a new sitting. The
-- clock stands on one row per person, so parallel signs stand in line and what
-- they credit together is never more than the time that passed.
WITH lesson AS (
    SELECT l.id, l.kind, l.minutes, COALESCE(l.video_seconds, 0) AS video_seconds, e.id AS enrolment_id
    FROM courses.lessons l JOIN courses.enrolments e ON e.revision_id = l.revision_id AND e.person_id = $1
    WHERE l.id = $2),
sign AS (
    INSERT INTO courses.presences AS s (person_id, seen_at)
    SELECT $1, now() FROM lesson
    ON CONFLICT (person_id) DO UPDATE SET
        credited = courses.credit(s.seen_at, now()),
        seen_at = CASE WHEN now() - s.seen_at <= interval '45 seconds'
                       THEN s.seen_at + make_interval(secs => courses.credit(s.seen_at, now()))
                       ELSE now() END
    RETURNING s.credited),
day AS (
    INSERT INTO courses.learning_days AS d (enrolment_id, day, seconds)
    SELECT enrolment_id, (now() AT TIME ZONE $4)::date, credited FROM lesson, sign
    ON CONFLICT (enrolment_id, day) DO UPDATE SET seconds = d.seconds + EXCLUDED.seconds)
INSERT INTO courses.progress AS p (enrolment_id, lesson_id, seconds, video_second)
SELECT enrolment_id, id, credited, LEAST($3::int, 2 * credited + 10, video_seconds) FROM lesson, sign
ON CONFLICT (enrolment_id, lesson_id) DO UPDATE SET
    seen_at = now(), seconds = p.seconds + EXCLUDED.seconds,
    video_second = GREATEST(p.video_second,
        LEAST($3::int, 2 * (p.seconds + EXCLUDED.seconds) + 10, (SELECT video_seconds FROM lesson)))
RETURNING p.seconds, p.video_second, p.completed_at,
    (SELECT kind FROM lesson) AS kind, (SELECT minutes FROM lesson) AS minutes;

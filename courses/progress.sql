-- name: LessonFor
SELECT e.id AS enrolment_id, e.person_id, e.course_id, e.revision_id, l.id AS lesson_id,
       c.code AS course_code, r.title AS course_title, l.key, l.title, l.kind, l.minutes,
       COALESCE(l.video_seconds, 0) AS video_seconds,
       COALESCE(p.seconds, 0) AS seconds, COALESCE(p.video_second, 0) AS video_second, p.completed_at
FROM courses.lessons l
JOIN courses.enrolments e ON e.revision_id = l.revision_id AND e.person_id = $1
JOIN courses.revisions r ON r.id = e.revision_id
JOIN courses.courses c ON c.id = e.course_id
LEFT JOIN courses.progress p ON p.enrolment_id = e.id AND p.lesson_id = l.id
WHERE l.id = $2;

-- name: LockEnrolment
SELECT completed_at FROM courses.enrolments WHERE id = $1 FOR UPDATE;

-- name: MarkLesson
INSERT INTO courses.progress AS p (enrolment_id, lesson_id, completed_at)
SELECT e.id, l.id, now()
FROM courses.enrolments e JOIN courses.lessons l ON l.revision_id = e.revision_id
WHERE e.id = $1 AND l.id = $2
ON CONFLICT (enrolment_id, lesson_id) DO UPDATE SET completed_at = COALESCE(p.completed_at, EXCLUDED.completed_at)
RETURNING p.completed_at;

-- name: MarkLearningDay
INSERT INTO courses.learning_days (enrolment_id, day)
VALUES ($1, (now() AT TIME ZONE $2)::date)
ON CONFLICT (enrolment_id, day) DO NOTHING;

-- name: CountLessons
WITH all_lessons AS (
    SELECT l.id, l.position, p.completed_at IS NOT NULL AS done,
           l.position > (SELECT position FROM courses.lessons WHERE id = $2) AS later
    FROM courses.enrolments e
    JOIN courses.lessons l ON l.revision_id = e.revision_id
    LEFT JOIN courses.progress p ON p.enrolment_id = e.id AND p.lesson_id = l.id
    WHERE e.id = $1)
SELECT count(*) AS total, count(*) FILTER (WHERE done) AS done,
       (SELECT id FROM all_lessons WHERE NOT done ORDER BY later DESC, position LIMIT 1) AS next_id
FROM all_lessons;

-- name: CloseEnrolment
UPDATE courses.enrolments SET completed_at = now() WHERE id = $1 AND completed_at IS NULL;

-- name: UnmarkLesson
UPDATE courses.progress SET completed_at = NULL WHERE enrolment_id = $1 AND lesson_id = $2 AND completed_at IS NOT NULL;

-- name: ReopenEnrolment
UPDATE courses.enrolments SET completed_at = NULL, reopened = reopened + 1 WHERE id = $1;

-- name: ReadCompletion
SELECT e.id AS enrolment_id, e.person_id, e.course_id, e.revision_id, r.number, c.code, r.title, r.organiser,
       r.jp, r.siasn_path, e.completed_at, e.reopened,
       (e.enrolled_at AT TIME ZONE $2)::date AS started_on,
       (e.completed_at AT TIME ZONE $2)::date AS completed_on,
       (SELECT count(*) FROM courses.learning_days d WHERE d.enrolment_id = e.id) AS learning_days,
       (SELECT count(*) FROM courses.lessons l WHERE l.revision_id = e.revision_id) AS lessons,
       (SELECT COALESCE(sum(p.seconds), 0) FROM courses.progress p WHERE p.enrolment_id = e.id) AS seconds_present
FROM courses.enrolments e
JOIN courses.revisions r ON r.id = e.revision_id
JOIN courses.courses c ON c.id = e.course_id
WHERE e.id = $1;

-- name: ReadStudyDays
SELECT day, seconds FROM courses.learning_days WHERE enrolment_id = $1 ORDER BY day;

-- name: ReadCurriculum
SELECT title, jp FROM courses.modules WHERE revision_id = $1 ORDER BY position;

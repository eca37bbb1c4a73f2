-- name: MaySeeFile
SELECT EXISTS (
    SELECT FROM courses.lesson_files f
    JOIN courses.lessons l ON l.id = f.lesson_id
    WHERE f.file_id = $1
      AND ($3 OR EXISTS (SELECT FROM courses.enrolments e WHERE e.revision_id = l.revision_id AND e.person_id = $2)));

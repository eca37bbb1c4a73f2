-- +goose Up
-- Answers of an anonymous survey come to light in groups of at least five:
-- whoever looks before and after one more person has answered sees no
-- difference. The column says no more than what everybody who may look sees.
ALTER TABLE quiz.survey_responses ADD COLUMN shown boolean NOT NULL DEFAULT false;
UPDATE quiz.survey_responses r SET shown = true
WHERE (SELECT count(*) FROM quiz.survey_responses n WHERE n.quiz_id = r.quiz_id) >= 5;

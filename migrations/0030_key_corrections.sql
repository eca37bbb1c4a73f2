-- +goose Up
-- The history of a question tells its authors of a corrected key and of a
-- version that was voided (bank.CorrectKey).
ALTER TABLE bank.events DROP CONSTRAINT events_act;
ALTER TABLE bank.events ADD CONSTRAINT events_act
    CHECK (act IN ('created', 'changed', 'moved', 'reviewed', 'returned', 'retired', 'restored', 'corrected', 'voided'));

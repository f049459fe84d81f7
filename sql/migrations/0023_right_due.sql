-- A right that was extended by itself is due on a day of its own.
ALTER TABLE request_right ADD COLUMN due date;
COMMENT ON COLUMN request_right.due IS 'When it is due by its own clock, where rights of its request were extended apart; null: as its request';
GRANT UPDATE (due) ON request_right TO dossier_app;

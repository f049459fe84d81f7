-- The ladder touches only what is due: an index finds it without passing by the rest. And a task's ladder counts from the
-- day on which it was really asked, anew each time.

-- never looked at yet sorts before every day
DROP INDEX request_by_look;
CREATE INDEX request_by_look ON request (organisation_id, coalesce(look_again, '-infinity'::date))
	WHERE state NOT IN ('answered', 'closed');
DROP INDEX task_by_look;
CREATE INDEX task_by_look ON task (organisation_id, coalesce(look_again, '-infinity'::date)) WHERE state = 'asked';

-- which open requests have dates of an older calendar
CREATE INDEX request_by_calendar ON request (organisation_id, calendar_version) WHERE state NOT IN ('answered', 'closed');

-- the worker asks every two seconds whether there is anything to plan
CREATE INDEX request_logged ON request (organisation_id, due, reference) WHERE state = 'logged';

ALTER TABLE task ADD COLUMN asked_at timestamptz;
COMMENT ON COLUMN task.asked_at IS 'When a recipient or colleague was asked last; null: never';
UPDATE task SET asked_at = created_at WHERE state = 'asked';

ALTER TABLE escalation ADD COLUMN asked_at timestamptz;
COMMENT ON COLUMN escalation.asked_at IS 'When the task had been asked; null: the request itself';
UPDATE escalation e SET asked_at = t.asked_at FROM task t
	WHERE t.organisation_id = e.organisation_id AND t.task_id = e.task_id;
ALTER TABLE escalation DROP CONSTRAINT escalation_organisation_id_request_id_task_id_due_rung_key;
ALTER TABLE escalation ADD CONSTRAINT escalation_once UNIQUE NULLS NOT DISTINCT (organisation_id, request_id, task_id, asked_at, due, rung);

-- What a person says a task did.
-- $1 organisation_id bigint, $2 task_id bigint, $3 outcomes text (JSON)
-- changes state
UPDATE task SET outcomes = $3::text::jsonb WHERE organisation_id = $1 AND task_id = $2

-- How a task that is tried again will be done: credentials may have come since it was planned.
-- $1 organisation_id bigint, $2 task_id bigint, $3 connector text
-- changes state
UPDATE task SET connector = $3 WHERE organisation_id = $1 AND task_id = $2

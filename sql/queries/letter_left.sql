-- How many letters by which a task asked somebody left; that one came back makes it no other. A reminder asks nothing anew.
-- $1 organisation_id bigint, $2 request_id bigint, $3 task_id bigint
-- returns n bigint
SELECT count(*) AS n FROM letter
WHERE organisation_id = $1 AND request_id = $2 AND task_id = $3 AND kind IN ('instruction', 'task')
	AND state IN ('sent', 'bounced')

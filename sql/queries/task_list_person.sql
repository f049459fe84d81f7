-- Tasks that wait for a person or a recipient, or failed and are to be tried again, most urgent first.
-- $1 organisation_id bigint, $2 limit bigint
-- returns tasks
SELECT
-- include task_columns
FROM ((SELECT * FROM task WHERE organisation_id = $1 AND idle = 'asked' ORDER BY due, task_id LIMIT $2)
	UNION ALL
	(SELECT * FROM task WHERE organisation_id = $1 AND idle = 'failed' ORDER BY due, task_id LIMIT $2)
	UNION ALL
	(SELECT * FROM task WHERE organisation_id = $1 AND not_before IS NOT NULL AND error IS NOT NULL ORDER BY not_before LIMIT $2)) t
JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
ORDER BY r.due, t.task_id LIMIT $2

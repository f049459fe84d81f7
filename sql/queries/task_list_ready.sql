-- Tasks that are ready, delayed ones among them, most urgent first.
-- $1 organisation_id bigint, $2 limit bigint
-- returns tasks
SELECT
-- include task_columns
FROM ((SELECT t.*
	FROM queue q
-- include task_now
	WHERE q.organisation_id = $1 AND (t.lease_until IS NULL OR t.lease_until <= statement_timestamp())
	ORDER BY q.purge_at, q.due, q.request_id LIMIT $2)
	UNION ALL
	(SELECT ctid, * FROM task WHERE organisation_id = $1 AND not_before IS NOT NULL ORDER BY not_before LIMIT $2)) t
JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
ORDER BY t.purge_at, t.due, t.task_id LIMIT $2

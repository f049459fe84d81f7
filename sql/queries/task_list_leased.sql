-- Tasks that are leased, most urgent first.
-- $1 organisation_id bigint, $2 limit bigint
-- returns tasks
SELECT
-- include task_columns
FROM (SELECT t.*
	FROM queue q
-- include task_now
	WHERE q.organisation_id = $1 AND t.lease_until > statement_timestamp()
	ORDER BY q.purge_at, q.due, q.request_id LIMIT $2) t
JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
ORDER BY t.purge_at, t.due, t.request_id

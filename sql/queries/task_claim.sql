-- Leases ready tasks: soonest purged first, then the earliest deadline. A lease that ran out counts as ready.
-- A request whose tasks would not all fit is left to the next claim (unless it is the only one): two workers with tasks
-- of the same request would wait for each other when they finish. What is locked may be found by its place.
-- $1 organisation_id bigint, $2 worker text, $3 limit bigint, $4 lease in seconds integer
-- returns tasks
WITH n AS MATERIALIZED (
	SELECT ctid, request_id FROM task
	WHERE organisation_id = $1 AND state = 'ready' AND not_before IS NULL
		AND (lease_until IS NULL OR lease_until <= statement_timestamp())
	ORDER BY purge_at, due, request_id LIMIT $3 FOR UPDATE SKIP LOCKED
), c AS (
	UPDATE task SET lease_until = statement_timestamp() + make_interval(secs => $4::integer), worker = $2,
		fence = fence + 1, attempts = attempts + 1, again = false
	WHERE organisation_id = $1 AND ctid = ANY (ARRAY(
		SELECT n.ctid FROM n, (SELECT count(*) AS n, min(request_id) AS first, (array_agg(request_id))[count(*)] AS last FROM n) AS all_n
		WHERE all_n.n < $3 OR n.request_id <> all_n.last OR all_n.first = all_n.last))
	RETURNING *
)
SELECT
-- include task_columns
FROM c t JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
ORDER BY t.purge_at, t.due, t.task_id

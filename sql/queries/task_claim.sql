-- Leases ready tasks: soonest purged first, then the earliest deadline. A lease that ran out counts as ready. Requests that
-- another has locked are left to the next claim: whoever changes tasks of a request has its lock, so that what is found here
-- may be updated by its place; one that changed before that lock was had is tested again and passed over.
-- A request whose tasks would not all fit is left to the next claim (unless it is the only one): two workers with tasks
-- of the same request would wait for each other when they finish.
-- $1 organisation_id bigint, $2 worker text, $3 limit bigint, $4 lease in seconds integer, $5 collects boolean (false: only
-- tasks that need no room on the disk)
-- returns tasks, in no order
WITH n AS MATERIALIZED (
	SELECT t.ctid, q.request_id
	FROM queue o CROSS JOIN LATERAL (SELECT o.purge_at, o.due, r.request_id
		FROM request r WHERE r.organisation_id = $1 AND r.request_id = o.request_id
			AND ($5::boolean OR EXISTS (SELECT FROM task s WHERE s.organisation_id = $1 AND s.request_id = o.request_id
				AND s.state = 'ready' AND (s.action <> 'collect' OR s.connector IN ('manual', 'written'))))
		FOR NO KEY UPDATE OF r SKIP LOCKED) q
-- include task_now
	WHERE o.organisation_id = $1 AND (t.lease_until IS NULL OR t.lease_until <= statement_timestamp())
		AND ($5 OR t.action <> 'collect' OR t.connector IN ('manual', 'written'))
	ORDER BY o.purge_at, o.due, o.request_id LIMIT $3
), whole AS MATERIALIZED (
	SELECT n.ctid FROM n, (SELECT count(*) AS n, min(request_id) = max(request_id) AS one,
		(array_agg(request_id))[count(*)] AS last FROM n) AS all_n
	WHERE all_n.n < $3 OR n.request_id <> all_n.last OR all_n.one
)
UPDATE task t SET lease_until = statement_timestamp() + make_interval(secs => $4::integer), worker = $2,
	fence = t.fence + 1, attempts = t.attempts + 1, again = false
FROM request r
WHERE t.organisation_id = $1 AND t.ctid = ANY (ARRAY(SELECT ctid FROM whole))
	AND t.state = 'ready' AND t.not_before IS NULL AND (t.lease_until IS NULL OR t.lease_until <= statement_timestamp())
	AND r.organisation_id = $1 AND r.request_id = t.request_id
RETURNING
-- include task_columns

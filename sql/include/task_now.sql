-- The tasks t that a row q of the queue stands for: ready and not delayed, leased ones among them. $1 organisation_id bigint.
-- OFFSET 0 has each row looked up by itself, in the order of the queue, no further than somebody reads.
CROSS JOIN LATERAL (SELECT x.ctid, x.*
	FROM task x WHERE x.organisation_id = $1 AND x.request_id = q.request_id AND x.state = 'ready' AND x.not_before IS NULL
		AND x.purge_at IS NOT DISTINCT FROM q.purge_at AND x.due = q.due OFFSET 0) t

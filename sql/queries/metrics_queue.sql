-- The age of the queue: the oldest task that is ready or delayed, and how many there are; each has its index.
-- $1 organisation_id bigint
-- returns ready bigint, seconds bigint
SELECT sum(q.n)::bigint, coalesce(extract(epoch FROM statement_timestamp() - min(q.oldest)), 0)::bigint
FROM (SELECT count(*) AS n, min(created_at) AS oldest FROM task
		WHERE organisation_id = $1 AND state = 'ready' AND not_before IS NULL
	UNION ALL
	SELECT count(*), min(created_at) FROM task
		WHERE organisation_id = $1 AND state = 'ready' AND not_before IS NOT NULL) q

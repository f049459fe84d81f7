-- The age of the queue: the oldest task that is ready or delayed, and how many there are; each has its index.
-- $1 organisation_id bigint, $2 now timestamptz: of the clock that planned them, which a rehearsal moves
-- returns ready bigint, age_s bigint
SELECT sum(q.n)::bigint AS ready, greatest(coalesce(extract(epoch FROM $2::timestamptz - min(q.oldest)), 0), 0)::bigint AS age_s
FROM (SELECT count(*) AS n, min(created_at) AS oldest FROM task
		WHERE organisation_id = $1 AND state = 'ready' AND not_before IS NULL
	UNION ALL
	SELECT count(*), min(created_at) FROM task
		WHERE organisation_id = $1 AND state = 'ready' AND not_before IS NOT NULL) q

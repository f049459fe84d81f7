-- The age of the queue: the oldest task that is ready or delayed, and how many there are.
-- $1 organisation_id bigint, $2 now timestamptz: of the clock that planned them, which a rehearsal moves
-- returns ready bigint, age_s bigint
SELECT sum(o.n)::bigint AS ready, greatest(coalesce(extract(epoch FROM $2::timestamptz - min(o.oldest)), 0), 0)::bigint AS age_s
FROM (SELECT count(*) AS n, min(t.created_at) AS oldest
	FROM queue q
-- include task_now
	WHERE q.organisation_id = $1
	UNION ALL
	SELECT count(*), min(created_at) FROM task WHERE organisation_id = $1 AND not_before IS NOT NULL) o

-- How much work there is.
-- $1 organisation_id bigint
-- returns ready bigint; leased bigint; next_s bigint: seconds until something can run
-- that can not now (0: nothing)
WITH now_or_leased AS (
	SELECT count(*) FILTER (WHERE t.lease_until IS NULL OR t.lease_until <= statement_timestamp()) AS ready,
		count(*) FILTER (WHERE t.lease_until > statement_timestamp()) AS leased,
		min(t.lease_until) FILTER (WHERE t.lease_until > statement_timestamp()) - statement_timestamp() AS next
	FROM queue q
-- include task_now
	WHERE q.organisation_id = $1
), delayed AS (
	SELECT min(not_before) - statement_timestamp() AS next FROM task WHERE organisation_id = $1 AND not_before IS NOT NULL
)
SELECT n.ready, n.leased, coalesce(CASE WHEN least(n.next, d.next) IS NOT NULL
	THEN greatest(ceil(extract(epoch FROM least(n.next, d.next))), 1)::bigint END, 0) AS next_s
FROM now_or_leased n, delayed d

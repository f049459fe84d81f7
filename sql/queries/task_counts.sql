-- How much work there is.
-- $1 organisation_id bigint
-- returns ready bigint; leased bigint; next_s bigint: seconds until something can run
-- that can not now (0: nothing)
WITH now_or_leased AS (
	SELECT count(*) FILTER (WHERE lease_until IS NULL OR lease_until <= statement_timestamp()) AS ready,
		count(*) FILTER (WHERE lease_until > statement_timestamp()) AS leased,
		min(lease_until) FILTER (WHERE lease_until > statement_timestamp()) - statement_timestamp() AS next
	FROM task WHERE organisation_id = $1 AND state = 'ready' AND not_before IS NULL
), delayed AS (
	SELECT min(not_before) - statement_timestamp() AS next
	FROM task WHERE organisation_id = $1 AND state = 'ready' AND not_before IS NOT NULL
)
SELECT n.ready, n.leased, coalesce(CASE WHEN least(n.next, d.next) IS NOT NULL
	THEN greatest(ceil(extract(epoch FROM least(n.next, d.next))), 1)::bigint END, 0) AS next_s
FROM now_or_leased n, delayed d

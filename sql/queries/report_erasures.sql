-- Erasures of a period, by system and of all (*): of how many requests something went, and of how many records it is that were erased, made
-- anonymous, held by law or kept otherwise, by programs and as people said; at how many requests a later look found something
-- again; of how many what was decided waits for approval then at a system that a program changes; and until when a backup holds
-- what a program erased. As known on a day.
-- $1 organisation_id bigint, $2 zone text, $3 first date, $4 last date: of the period, or the day as of which it is told
-- returns system text, requests bigint, erased bigint, anonymised bigint, held bigint, kept bigint, reappeared bigint, waiting bigint,
-- backups_until date
WITH e AS (SELECT e.system, e.request_id, e.change, e.state, e.receipt, (e.planned_at AT TIME ZONE $2)::date AS planned,
		(e.ended_at AT TIME ZONE $2)::date AS ended
	FROM erasure e WHERE e.organisation_id = $1 AND e.action = 'erase'),
f AS (SELECT f.system, f.request_id, f.change, f.purpose, f.counts FROM found f
	WHERE f.organisation_id = $1 AND f.action = 'erase' AND f.digest IS NOT NULL AND f.purpose IN ('preview', 'hold-ended') AND (f.at AT TIME ZONE $2)::date <= $4),
c AS (SELECT c.request_id, c.fact, c.clock_id FROM request_clock c
	WHERE c.organisation_id = $1 AND c.fact IN ('change-decided', 'answered', 'closed', 'withdrawn', 'refused', 'reopened')
		AND coalesce(c.right_name, 'erasure') = 'erasure' AND (c.recorded_at AT TIME ZONE $2)::date <= $4),
x (system, request_id, code, n, day) AS (
	SELECT t.system, t.request_id, o ->> 'code', coalesce((o ->> 'count')::bigint, 0), NULL::date
	FROM task t CROSS JOIN LATERAL jsonb_array_elements(t.outcomes) o
	WHERE t.organisation_id = $1 AND t.action = 'erase' AND t.state = 'done' AND (t.finished_at AT TIME ZONE $2)::date BETWEEN $3 AND $4
	UNION ALL
	SELECT e.system, e.request_id, 'reappeared', (e.receipt #>> '{later,reappeared}')::bigint, NULL FROM e
	WHERE ((e.receipt #>> '{later,at}')::timestamptz AT TIME ZONE $2)::date BETWEEN $3 AND $4
	UNION ALL
	SELECT e.system, e.request_id, 'backups', 0, (l ->> 'until')::date
	FROM e CROSS JOIN LATERAL jsonb_array_elements(e.receipt -> 'layers') l
	WHERE e.state = 'done' AND e.ended BETWEEN $3 AND $4 AND l ->> 'layer' = 'backups'
	UNION ALL
	SELECT f.system, f.request_id, 'waiting', 1, NULL FROM f
	WHERE NOT f.counts ? 'idle'
		AND NOT EXISTS (SELECT FROM f n WHERE n.request_id = f.request_id AND n.system = f.system AND n.change > f.change)
		AND NOT EXISTS (SELECT FROM e WHERE e.request_id = f.request_id AND e.system = f.system AND e.change >= f.change AND e.planned <= $4)
		AND (f.purpose = 'hold-ended' OR EXISTS (SELECT FROM c WHERE c.request_id = f.request_id AND c.fact = 'change-decided'
			AND NOT EXISTS (SELECT FROM c n WHERE n.request_id = c.request_id AND n.clock_id > c.clock_id
				AND n.fact IN ('answered', 'closed', 'withdrawn', 'refused'))))
)
SELECT coalesce(system, '*') AS system, count(DISTINCT request_id) FILTER (WHERE code IN ('erased', 'anonymised')) AS requests,
	coalesce(sum(n) FILTER (WHERE code = 'erased'), 0)::bigint AS erased, coalesce(sum(n) FILTER (WHERE code = 'anonymised'), 0)::bigint AS anonymised,
	coalesce(sum(n) FILTER (WHERE code = 'held'), 0)::bigint AS held, coalesce(sum(n) FILTER (WHERE code = 'kept'), 0)::bigint AS kept,
	count(DISTINCT request_id) FILTER (WHERE code = 'reappeared' AND n > 0) AS reappeared,
	count(DISTINCT request_id) FILTER (WHERE code = 'waiting') AS waiting, max(day) AS backups_until
FROM x GROUP BY GROUPING SETS ((system), ()) HAVING count(*) > 0
ORDER BY GROUPING(system) DESC, 1

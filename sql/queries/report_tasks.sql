-- The tasks of requests received in a range of days, per system and per category: from which day to which they took, and
-- how often they were the last of their request, so that it waited for them alone. Counted before they are told apart by
-- category, since a system has the same ones over and over.
-- $1 organisation_id bigint, $2 from date, $3 next date, $4 known before timestamptz (null: now)
-- returns is_category boolean, name text, received date, created date, finished date, ended boolean, is_last boolean, tasks bigint
WITH r AS MATERIALIZED (
	SELECT q.request_id, q.received, o.zone, coalesce((SELECT c.fact <> 'reopened' FROM request_clock c
		WHERE c.organisation_id = $1 AND c.request_id = q.request_id AND ($4::timestamptz IS NULL OR c.recorded_at < $4)
			AND c.fact IN ('answered', 'closed', 'withdrawn', 'reopened')
		ORDER BY c.clock_id DESC LIMIT 1), false) AS ended
	FROM
-- include request_received
		AS q JOIN organisation o ON o.organisation_id = $1
), t AS (
	SELECT r.received, r.ended, x.system, x.categories, (x.created_at AT TIME ZONE r.zone)::date AS created,
		(x.finished AT TIME ZONE r.zone)::date AS finished,
		coalesce(x.finished, 'infinity') = max(coalesce(x.finished, 'infinity')) OVER (PARTITION BY r.request_id) AS is_last
	FROM r CROSS JOIN LATERAL (
		SELECT k.system, k.categories, k.created_at, CASE WHEN $4 IS NULL OR k.finished_at < $4 THEN k.finished_at END AS finished
		FROM task k WHERE k.organisation_id = $1 AND k.request_id = r.request_id AND ($4 IS NULL OR k.created_at < $4)
		OFFSET 0) x
), g AS (
	SELECT system, categories, received, created, finished, ended, is_last, count(*) AS tasks FROM t
	GROUP BY system, categories, received, created, finished, ended, is_last
)
SELECT n.is_category, n.name, received, created, finished, ended, is_last, sum(tasks)::bigint AS tasks
FROM g CROSS JOIN LATERAL (
	SELECT false, g.system UNION ALL SELECT true, v FROM jsonb_array_elements_text(g.categories) AS v
) AS n (is_category, name)
GROUP BY n.is_category, n.name, received, created, finished, ended, is_last
ORDER BY n.is_category, n.name, received, created, finished

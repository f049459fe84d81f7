-- The tasks of requests received in a range of days, per system and per category: from which day to which they took, and
-- how often they were the last of their request, so that it waited for them alone.
-- $1 organisation_id bigint, $2 from date, $3 next date, $4 known before timestamptz (null: now)
-- returns is_category boolean, name text, received date, created date, finished date, ended boolean, is_last boolean, tasks bigint
SELECT n.is_category, n.name, received, created, finished, ended, is_last, count(*) FROM (
	SELECT r.received, t.system, t.categories, (t.created_at AT TIME ZONE o.zone)::date AS created,
		(f.at AT TIME ZONE o.zone)::date AS finished,
		coalesce((SELECT c.fact <> 'reopened' FROM request_clock c
			WHERE c.organisation_id = $1 AND c.request_id = r.request_id AND ($4 IS NULL OR c.recorded_at < $4)
				AND c.fact IN ('answered', 'closed', 'withdrawn', 'reopened')
			ORDER BY c.clock_id DESC LIMIT 1), false) AS ended,
		coalesce(f.at, 'infinity') = max(coalesce(f.at, 'infinity')) OVER (PARTITION BY r.request_id) AS is_last
	FROM request r JOIN organisation o ON o.organisation_id = r.organisation_id
	JOIN task t ON t.organisation_id = r.organisation_id AND t.request_id = r.request_id
	CROSS JOIN LATERAL (SELECT CASE WHEN $4::timestamptz IS NULL OR t.finished_at < $4 THEN t.finished_at END AS at) f
	WHERE r.organisation_id = $1 AND r.received >= $2 AND r.received < $3
		AND ($4 IS NULL OR (r.logged_at < $4 AND t.created_at < $4))
) q CROSS JOIN LATERAL (
	SELECT false, q.system UNION ALL SELECT true, v FROM jsonb_array_elements_text(q.categories) AS v
) AS n (is_category, name)
GROUP BY n.is_category, n.name, received, created, finished, ended, is_last
ORDER BY n.is_category, n.name, received, created, finished

-- Some requests one by one, as the report reads them: see report_groups. With each the systems whose tasks are unfinished.
-- $1 organisation_id bigint, $2 request_ids bigint[], $3 known before timestamptz (null: now), $4 as of date (null: now),
-- $5 facts text[]
-- returns reference text, received date, register_version integer, processor boolean, facts text, rights text,
-- unfinished text, is planned boolean
SELECT r.reference, r.received, r.register_version, r.instructed_by IS NOT NULL,
	(SELECT string_agg(report_fact(c.fact, c.at, o.zone, c.detail), chr(10) ORDER BY c.clock_id) FROM request_clock c
		WHERE c.organisation_id = $1 AND c.request_id = r.request_id AND c.fact = ANY ($5::text[])
			AND ($3::timestamptz IS NULL OR c.recorded_at < $3)
			AND ($4::date IS NULL OR (c.at AT TIME ZONE o.zone)::date <= $4)),
	concat_ws(' ', 1, (SELECT string_agg(g.name, ' ' ORDER BY g.name) FROM request_right g
		WHERE g.organisation_id = $1 AND g.request_id = r.request_id)),
	(SELECT string_agg(t.system, ' ' ORDER BY t.system) FROM task t
		WHERE t.organisation_id = $1 AND t.request_id = r.request_id AND ($3 IS NULL OR t.created_at < $3)
			AND (t.finished_at IS NULL OR t.finished_at >= $3)),
	EXISTS (SELECT FROM task t WHERE t.organisation_id = $1 AND t.request_id = r.request_id AND ($3 IS NULL OR t.created_at < $3))
FROM request r JOIN organisation o ON o.organisation_id = r.organisation_id
WHERE r.organisation_id = $1 AND r.request_id = ANY ($2::bigint[]) AND ($3 IS NULL OR r.logged_at < $3)
ORDER BY r.request_id

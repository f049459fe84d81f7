-- Some requests one by one, as the report reads them: see report_groups. With each the systems whose tasks are unfinished.
-- $1 organisation_id bigint, $2 request_ids bigint[], $3 known before timestamptz (null: now), $4 as of date (null: now),
-- $5 facts text[]
-- returns reference text, received date, register_version integer, processor boolean, facts text, endings text (one line),
-- unfinished text, is_planned boolean, at_once text[]
SELECT r.reference,
	coalesce((SELECT k.day FROM request_clock k WHERE k.organisation_id = $1 AND k.request_id = r.request_id
		AND k.fact IN ('received', 'receipt-corrected') AND k.recorded_at < $3 ORDER BY k.clock_id DESC LIMIT 1),
		r.received) AS received, r.register_version, r.instructed_by IS NOT NULL AS processor, c.facts,
	concat_ws(chr(9), concat_ws(' ', 1, (SELECT string_agg(g.name, ' ' ORDER BY g.name) FROM request_right g
		WHERE g.organisation_id = $1 AND g.request_id = r.request_id)), c.ending) AS endings,
	(SELECT string_agg(t.system, ' ' ORDER BY t.system) FROM task t
		WHERE t.organisation_id = $1 AND t.request_id = r.request_id AND ($3 IS NULL OR t.created_at < $3)
			AND (t.finished_at IS NULL OR t.finished_at >= $3)) AS unfinished,
	EXISTS (SELECT FROM event e, CAST(e.body AS jsonb) AS b WHERE e.organisation_id = $1 AND e.request_id = r.request_id
		AND b ->> 'kind' = 'request.planned' AND ($3 IS NULL OR (b ->> 'at')::timestamptz < $3)) AS is_planned,
	ARRAY(SELECT g.name FROM request_right g
		WHERE g.organisation_id = $1 AND g.request_id = r.request_id AND g.at_once) AS at_once
FROM request r
	CROSS JOIN LATERAL report_clock($1, r.request_id, $3::timestamptz, $4::date, $5::text[]) c
WHERE r.organisation_id = $1 AND r.request_id = ANY ($2::bigint[]) AND ($3 IS NULL OR r.logged_at < $3)
ORDER BY r.request_id

-- The requests received in a range of days, counted by what the report distinguishes: those with the same day of receipt
-- and facts have the same clock, whatever rights they ask for. Of facts the day where the organisation is and what moves the
-- clock (report_fact).
-- $1 organisation_id bigint, $2 from date, $3 next date, $4 known before timestamptz (null: now), $5 as of date (null: now),
-- $6 facts text[]
-- returns received date, register_version integer, processor boolean, facts text, rights text ("12 access erasure", a line each)
SELECT received, register_version, processor, facts, string_agg(concat_ws(' ', requests, rights), chr(10) ORDER BY rights) FROM (
	SELECT received, register_version, processor, facts, rights, count(*) AS requests FROM (
		SELECT r.received, r.register_version, r.instructed_by IS NOT NULL AS processor,
			(SELECT string_agg(g.name, ' ' ORDER BY g.name) FROM request_right g
				WHERE g.organisation_id = $1 AND g.request_id = r.request_id) AS rights,
			(SELECT string_agg(report_fact(c.fact, c.at, o.zone, c.detail), chr(10) ORDER BY c.clock_id) FROM request_clock c
				WHERE c.organisation_id = $1 AND c.request_id = r.request_id AND c.fact = ANY ($6::text[])
					AND ($4::timestamptz IS NULL OR c.recorded_at < $4)
					AND ($5::date IS NULL OR (c.at AT TIME ZONE o.zone)::date <= $5)) AS facts
		FROM request r JOIN organisation o ON o.organisation_id = r.organisation_id
		WHERE r.organisation_id = $1 AND r.received >= $2 AND r.received < $3
			AND ($4 IS NULL OR r.logged_at < $4)
	) q
	GROUP BY received, register_version, processor, facts, rights
) n
GROUP BY received, register_version, processor, facts

-- The requests received in a range of days, counted by what the report distinguishes: those received on one day whose dates
-- moved in the same way have one clock, however they ended and whatever they ask for. Of facts the day where the
-- organisation is and what moves the clock (report_clock).
-- $1 organisation_id bigint, $2 from date, $3 next date, $4 known before timestamptz (null: now), $5 as of date (null: now),
-- $6 facts text[]
-- returns received date, register_version integer, processor boolean, facts text, endings text
SELECT received, register_version, processor, facts,
	string_agg(concat_ws(chr(9), concat_ws(' ', requests, rights), ending), chr(10) ORDER BY ending, rights) AS endings
FROM (
	SELECT received, register_version, processor, facts, ending, rights, count(*) AS requests FROM (
		SELECT r.received, r.register_version, r.instructed_by IS NOT NULL AS processor, c.facts, c.ending,
			(SELECT string_agg(g.name, ' ' ORDER BY g.name) FROM request_right g
				WHERE g.organisation_id = $1 AND g.request_id = r.request_id) AS rights
		FROM
-- include request_received
			AS r
			CROSS JOIN LATERAL report_clock($1, r.request_id, $4::timestamptz, $5::date, $6::text[]) c
	) q
	GROUP BY received, register_version, processor, facts, ending, rights
) n
GROUP BY received, register_version, processor, facts

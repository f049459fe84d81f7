-- The report hears when the person was told of an end, or that nobody was: the last letter of it left and did not come
-- back, or lies there. What was said of a day that was over, and is shown by nothing, counts when it was said. What older
-- programs summed up knew less, and goes.
CREATE OR REPLACE FUNCTION report_fact(c request_clock, told date) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN c.fact IN ('answered', 'done') AND told IS NULL THEN c.fact || ' ' || c.day - DATE '1970-01-01'
	ELSE concat_ws(' ', c.fact, c.day - DATE '1970-01-01', nullif(jsonb_strip_nulls(jsonb_build_object(
		'cause', c.cause, 'ground', c.ground, 'large_quantity', nullif(c.large_quantity, false),
		'recorded', CASE WHEN c.fact LIKE 'withdrawn%' AND c.late AND c.result IS NULL THEN (c.recorded_at AT TIME ZONE (SELECT o.zone
			FROM organisation o WHERE o.organisation_id = c.organisation_id))::date - DATE '1970-01-01' END,
		'ref', c.ref, 'right', c.right_name, 'text', left(c.sealed, 0),
		'told', CASE WHEN told < 'infinity' THEN told - DATE '1970-01-01' END,
		'untold', nullif(told = 'infinity', false)))::text, '{}')) END
$$;

COMMENT ON FUNCTION report_fact IS 'A clock fact as the report reads it: name, local day as days since 1970, and what else the clock needs; the sealed text only as being there; of a withdrawal that nothing shows the day it was recorded; of an end the day its letter left, infinity: it lies there';

CREATE OR REPLACE FUNCTION report_clock(organisation bigint, request bigint, known timestamptz, as_of date, names text[])
	RETURNS TABLE (facts text, ending text) LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN f.mixed THEN f.every ELSE f.moving END, CASE WHEN NOT f.mixed THEN f.ending END
	FROM (
		SELECT string_agg(line, chr(10)) AS every, string_agg(line, chr(10)) FILTER (WHERE moves) AS moving,
			string_agg(line, chr(9)) FILTER (WHERE NOT moves) AS ending, coalesce(bool_or(fact = 'reopened')
				OR max(clock_id) FILTER (WHERE moves) > min(clock_id) FILTER (WHERE NOT moves), false) AS mixed
		FROM (
			SELECT c.clock_id, c.fact, c.fact LIKE 'extension-%' OR c.fact LIKE 'question-%' AS moves,
				report_fact(c, CASE WHEN c.letter IS NOT NULL AND (c.fact LIKE 'refused%' OR c.fact LIKE 'answered%' OR c.fact = 'closed')
					THEN coalesce((SELECT CASE WHEN l.fact = 'letter-bounced' THEN 'infinity' WHEN l.late AND l.sealed IS NULL
							THEN (l.recorded_at AT TIME ZONE o.zone)::date ELSE l.day END
						FROM request_clock l JOIN organisation o ON o.organisation_id = l.organisation_id
						WHERE l.organisation_id = organisation AND l.request_id = request AND l.fact IN ('letter-sent', 'letter-bounced')
							AND l.letter = c.letter AND (known IS NULL OR l.recorded_at < known) AND (as_of IS NULL OR l.day <= as_of)
						ORDER BY l.clock_id DESC LIMIT 1), 'infinity') END) AS line
			FROM request_clock c
			WHERE c.organisation_id = organisation AND c.request_id = request AND c.fact = ANY (names)
				AND (known IS NULL OR c.recorded_at < known) AND (as_of IS NULL OR c.day <= as_of)
			ORDER BY c.clock_id
		) l
	) f
$$;

TRUNCATE report_case, report_task, report_day;

-- Of a letter who reports sees whose it is, of which kind, and that it lies there.
GRANT SELECT (organisation_id, request_id, kind, recipient_kind, state) ON letter TO dossier_report;

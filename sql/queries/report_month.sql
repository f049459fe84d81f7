-- How requests received in one month were and are handled, per right and in total. In time means: answered (or else
-- closed) on or before the day in force, the extended one when the extension is, on the organisation's own calendar day.
-- $1 organisation_id bigint, $2 first day of the month date, $3 today date
-- returns right text (null: requests in total); received, closed_in_time, closed_late, open_in_time, open_late, extended,
-- refused bigint
WITH r AS (
	SELECT q.request_id, q.is_extended, CASE WHEN q.is_extended THEN q.extended ELSE q.deadline END AS last_day,
		(coalesce(q.answered_at, q.closed_at) AT TIME ZONE o.zone)::date AS ended
	FROM request q JOIN organisation o ON o.organisation_id = q.organisation_id
	WHERE q.organisation_id = $1 AND q.received >= $2::date AND q.received < ($2::date + interval '1 month')
), rights AS (
	SELECT r.*, g.name, g.state = 'refused' AS refused
	FROM r JOIN request_right g ON g.organisation_id = $1 AND g.request_id = r.request_id
	UNION ALL
	SELECT r.*, NULL, EXISTS (SELECT FROM request_right g
		WHERE g.organisation_id = $1 AND g.request_id = r.request_id AND g.state = 'refused')
	FROM r
)
SELECT name, count(*), count(*) FILTER (WHERE ended <= last_day), count(*) FILTER (WHERE ended > last_day),
	count(*) FILTER (WHERE ended IS NULL AND $3::date <= last_day), count(*) FILTER (WHERE ended IS NULL AND $3 > last_day),
	count(*) FILTER (WHERE is_extended), count(*) FILTER (WHERE refused)
FROM rights GROUP BY name ORDER BY name NULLS LAST

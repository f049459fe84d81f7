-- Holds of a period, by kind: placed in it, running on its last day, ended or released in it, and kept then past the last day that a
-- statute permits. As known on a day.
-- $1 organisation_id bigint, $2 zone text, $3 first date, $4 last date: of the period, or the day as of which it is told
-- returns kind text, placed bigint, running bigint, ended bigint, past_maximum bigint
SELECT kind, count(*) FILTER (WHERE placed >= $3) AS placed, count(*) FILTER (WHERE over IS NULL OR over > $4) AS running,
	count(*) FILTER (WHERE over BETWEEN $3 AND $4) AS ended,
	count(*) FILTER (WHERE must_go < $4 AND (over IS NULL OR over > $4)) AS past_maximum
FROM (SELECT h.kind, h.must_go, (h.at AT TIME ZONE $2)::date AS placed, (least(h.released_at, h.ended_at) AT TIME ZONE $2)::date AS over
	FROM hold h WHERE h.organisation_id = $1) x
WHERE placed <= $4 AND (over IS NULL OR over >= $3)
GROUP BY kind ORDER BY kind

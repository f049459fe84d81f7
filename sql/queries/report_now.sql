-- How many open requests are past the last day that is in force by law, and how many more are due within some days. By the
-- dates of the request, which law/term wrote there; who ended it judges one by one.
-- $1 organisation_id bigint, $2 today date, $3 due by date
-- returns late bigint, at_risk bigint
SELECT count(*) FILTER (WHERE last < $2) AS late, count(*) FILTER (WHERE last >= $2) AS at_risk
FROM (SELECT CASE WHEN r.is_extended THEN r.extended ELSE r.deadline END AS last FROM request r
	WHERE r.organisation_id = $1 AND r.state NOT IN ('answered', 'closed') AND r.due <= $3) AS o

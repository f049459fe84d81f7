-- What the metrics count of the open requests, per right that is still undecided.
-- $1 organisation_id bigint, $2 today date
-- returns right text, open bigint, due within 7 days bigint, late bigint, oldest receipt date
SELECT g.name, count(*), count(*) FILTER (WHERE r.due BETWEEN $2::date AND $2::date + 7), count(*) FILTER (WHERE r.due < $2),
	min(r.received)
FROM request r JOIN request_right g ON g.organisation_id = r.organisation_id AND g.request_id = r.request_id
WHERE r.organisation_id = $1 AND r.state NOT IN ('answered', 'closed') AND g.state = 'open'
GROUP BY g.name ORDER BY g.name

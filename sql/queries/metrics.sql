-- What the metrics count of the open requests, per right that is still undecided. OFFSET 0 has the rights of each looked up
-- by themselves: made a join, those of all requests there ever were would be read.
-- $1 organisation_id bigint, $2 today date
-- returns right text, open bigint, due within 7 days bigint, late bigint, oldest receipt date
SELECT g.name, count(*), count(*) FILTER (WHERE r.due BETWEEN $2::date AND $2::date + 7), count(*) FILTER (WHERE r.due < $2),
	min(r.received)
FROM request r, LATERAL (SELECT x.name FROM request_right x
	WHERE x.organisation_id = $1 AND x.request_id = r.request_id AND x.state = 'open' OFFSET 0) g
WHERE r.organisation_id = $1 AND r.state NOT IN ('answered', 'closed')
GROUP BY g.name ORDER BY g.name

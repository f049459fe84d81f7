-- What the metrics count of the open requests, per right that is still undecided. OFFSET 0 has the rights of each looked up
-- by themselves: made a join, those of all requests there ever were would be read.
-- $1 organisation_id bigint, $2 today date
-- returns name text of the right, open bigint, due_soon bigint (within 7 days), late bigint, oldest date of receipt
SELECT g.name, count(*) AS open, count(*) FILTER (WHERE r.due BETWEEN $2::date AND $2::date + 7) AS due_soon,
	count(*) FILTER (WHERE r.due < $2) AS late, min(r.received) AS oldest
FROM request r, LATERAL (SELECT x.name FROM request_right x
	WHERE x.organisation_id = $1 AND x.request_id = r.request_id AND x.state = 'open' OFFSET 0) g
WHERE r.organisation_id = $1 AND r.state NOT IN ('answered', 'closed')
GROUP BY g.name ORDER BY g.name

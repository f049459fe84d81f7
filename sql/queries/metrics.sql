-- What the metrics count, per right: those undecided of the open requests, and those that ended but were told to nobody, as
-- the letter of what ended them first lies there or came back. OFFSET 0 has what belongs to each looked up by
-- itself: made a join, that of all requests there ever were would be read.
-- $1 organisation_id bigint, $2 today date
-- returns name text of the right, open bigint, due_soon bigint (within 7 days), late bigint, oldest date of receipt
SELECT o.name, count(*) AS open, count(*) FILTER (WHERE o.due BETWEEN $2::date AND $2::date + 7) AS due_soon,
	count(*) FILTER (WHERE o.due < $2) AS late, min(o.received) AS oldest
FROM (SELECT g.name, coalesce(g.due, r.due) AS due, r.received
	FROM request r, LATERAL (SELECT x.name, x.due FROM request_right x
		WHERE x.organisation_id = $1 AND x.request_id = r.request_id AND x.state = 'open' OFFSET 0) g
	WHERE r.organisation_id = $1 AND r.state NOT IN ('answered', 'closed')
	UNION ALL
	SELECT x.name, coalesce(x.due, r.due) AS due, r.received
	FROM (SELECT l.request_id, coalesce(l.message_id, l.file) AS id FROM letter l WHERE l.organisation_id = $1
			AND l.state IN ('written', 'bounced') AND l.recipient_kind <> 'colleague' ORDER BY l.letter_id OFFSET 0) l,
		LATERAL (SELECT r.request_id, r.due, r.received FROM request r
			WHERE r.organisation_id = $1 AND r.request_id = l.request_id OFFSET 0) r,
		LATERAL (SELECT x.name, x.due FROM request_right x
			WHERE x.organisation_id = $1 AND x.request_id = r.request_id OFFSET 0) x,
		LATERAL (SELECT f.letter FROM request_clock f
			WHERE f.organisation_id = $1 AND f.request_id = r.request_id
				AND (f.fact IN ('answered', 'closed', 'withdrawn') OR (coalesce(f.right_name, x.name) = x.name
					AND f.fact IN ('answered-in-part', 'refused', 'withdrawn-in-part', 'right-taken-off')))
				AND
-- include fact_stands
			ORDER BY f.clock_id LIMIT 1) f
	WHERE f.letter = l.id) o
GROUP BY o.name ORDER BY o.name

-- What of these requests waits for a person besides their tasks.
-- $1 organisation_id bigint, $2 request_id bigint[], $3 names text[] of the rights that want a check of who asks
-- returns request_id bigint, unverified boolean: an open one of these has no check that passed; identifiers boolean: whether one
-- is theirs has to be said
SELECT r.request_id,
	r.instructed_by IS NULL AND EXISTS (SELECT FROM request_right g
		WHERE g.organisation_id = $1 AND g.request_id = r.request_id AND g.state = 'open' AND g.name = ANY ($3)
			AND coalesce((SELECT c.result FROM request_clock c WHERE c.organisation_id = $1 AND c.request_id = r.request_id
				AND c.fact = 'verified' AND coalesce(c.right_name, g.name) = g.name ORDER BY c.clock_id DESC LIMIT 1), '') <> 'passed')
		AS unverified,
	EXISTS (SELECT FROM identifier i WHERE i.organisation_id = $1 AND i.request_id = r.request_id AND i.state = 'proposed')
		AS identifiers
FROM request r WHERE r.organisation_id = $1 AND r.request_id = ANY ($2) ORDER BY r.request_id

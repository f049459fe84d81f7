-- What work on the tasks of requests takes besides their rows. A request whose keys were destroyed is left out.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- returns request_id bigint, rights text[] and states text[] side by side, kinds text[], sealed text[] and blinds text[] of usable
-- identifiers side by side, content text, ledger text
SELECT k.request_id,
	ARRAY(SELECT g.name FROM request_right g
		WHERE g.organisation_id = $1 AND g.request_id = k.request_id ORDER BY g.name) AS rights,
	ARRAY(SELECT g.state FROM request_right g
		WHERE g.organisation_id = $1 AND g.request_id = k.request_id ORDER BY g.name) AS states,
	ARRAY(SELECT i.kind FROM identifier i WHERE i.organisation_id = $1 AND i.request_id = k.request_id
		AND i.state = 'usable' ORDER BY i.identifier_id) AS kinds,
	ARRAY(SELECT i.sealed FROM identifier i WHERE i.organisation_id = $1 AND i.request_id = k.request_id
		AND i.state = 'usable' ORDER BY i.identifier_id) AS sealed,
	ARRAY(SELECT i.blind FROM identifier i WHERE i.organisation_id = $1 AND i.request_id = k.request_id
		AND i.state = 'usable' ORDER BY i.identifier_id) AS blinds,
	k.content, k.ledger
FROM sealing_key k
WHERE k.organisation_id = $1 AND k.request_id = ANY ($2::bigint[]) AND k.state = 'active'

-- Where nothing runs or will run any more, what still waits for an identifier was not searched, and says so.
-- $1 organisation_id bigint, $2 request_ids bigint[], $3 at timestamptz
-- changes state
UPDATE task t SET state = 'done', finished_at = $3, outcomes = (
	SELECT coalesce(jsonb_agg(jsonb_build_object('category', c.id, 'result', 'not searched: no '
		|| (SELECT string_agg(k.kind, ' or ' ORDER BY k.place) FROM jsonb_array_elements_text(t.needs)
			WITH ORDINALITY AS k (kind, place)) || ' known') ORDER BY c.place), '[]')
	FROM jsonb_array_elements_text(t.categories) WITH ORDINALITY AS c (id, place))
WHERE t.organisation_id = $1 AND t.request_id = ANY ($2::bigint[]) AND t.state = 'waiting'
	AND EXISTS (SELECT FROM request r WHERE r.organisation_id = $1 AND r.request_id = t.request_id AND r.state = 'searching')
	AND NOT EXISTS (SELECT FROM task o WHERE o.organisation_id = $1 AND o.request_id = t.request_id AND o.state = 'ready' OFFSET 0)

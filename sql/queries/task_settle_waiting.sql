-- Where nothing runs or will run any more, what still waits for an identifier was not searched, and says so; not while
-- somebody who was asked, or a system that failed, may still yield what is waited for.
-- $1 organisation_id bigint, $2 request_ids bigint[], $3 at timestamptz, $4 code text, $5 why text: the names of outcome.h
-- changes state
UPDATE task t SET state = 'done', finished_at = $3, outcomes = (
	SELECT coalesce(jsonb_agg(jsonb_build_object('category', c.id, 'code', $4::text, 'why', $5::text, 'missing', t.needs)
		ORDER BY c.place), '[]')
	FROM jsonb_array_elements_text(t.categories) WITH ORDINALITY AS c (id, place))
WHERE t.organisation_id = $1 AND t.request_id = ANY ($2::bigint[]) AND t.state = 'waiting'
	AND EXISTS (SELECT FROM request r WHERE r.organisation_id = $1 AND r.request_id = t.request_id
		AND r.state IN ('searching', 'collected'))
	AND NOT EXISTS (SELECT FROM task o WHERE o.organisation_id = $1 AND o.request_id = t.request_id AND o.state = 'ready' OFFSET 0)
	AND NOT EXISTS (SELECT FROM task o JOIN task w ON w.organisation_id = o.organisation_id AND w.request_id = o.request_id
		WHERE o.organisation_id = $1 AND o.request_id = t.request_id AND o.state IN ('asked', 'failed') AND w.state = 'waiting'
			AND o.yields ?| ARRAY(SELECT jsonb_array_elements_text(w.needs)) OFFSET 0)

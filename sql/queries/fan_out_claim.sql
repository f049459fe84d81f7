-- Requests to be fanned out, locked until the end of the transaction; what another has locked is left to it.
-- $1 organisation_id bigint, $2 limit bigint
-- returns request_id bigint, register_version integer, instructed_by text, rights text[], kinds text[] of usable identifiers,
-- objected text[], withdrawn text[]: purposes that an objection, a withdrawal of consent is about
-- that has not stopped yet,
-- due date, logged_at timestamptz
SELECT r.request_id, r.register_version, r.instructed_by,
	ARRAY(SELECT g.name FROM request_right g
		WHERE g.organisation_id = $1 AND g.request_id = r.request_id ORDER BY g.name) AS rights,
	ARRAY(SELECT DISTINCT i.kind FROM identifier i
		WHERE i.organisation_id = $1 AND i.request_id = r.request_id AND i.state = 'usable' ORDER BY i.kind) AS kinds,
	coalesce((SELECT g.purposes FROM request_right g WHERE g.organisation_id = $1 AND g.request_id = r.request_id
		AND g.name = 'objection' AND NOT EXISTS (SELECT FROM request_clock c WHERE c.organisation_id = $1
			AND c.request_id = r.request_id AND c.fact = 'stopped' AND c.right_name = g.name)), '{}') AS objected,
	coalesce((SELECT g.purposes FROM request_right g WHERE g.organisation_id = $1 AND g.request_id = r.request_id
		AND g.name = 'consent-withdrawal' AND NOT EXISTS (SELECT FROM request_clock c WHERE c.organisation_id = $1
			AND c.request_id = r.request_id AND c.fact = 'stopped' AND c.right_name = g.name)), '{}') AS withdrawn,
	r.due, r.logged_at
FROM request r
WHERE r.organisation_id = $1 AND r.state = 'logged'
ORDER BY r.due, r.reference LIMIT $2
FOR NO KEY UPDATE OF r SKIP LOCKED

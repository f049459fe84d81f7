-- The agents of an organisation, or the one of a label, or the one who made a request.
-- $1 organisation_id bigint, $2 label text or null, $3 request_id bigint or null
-- returns agent_id bigint, label text, evidence text, bulk boolean, rights text[], email text, since date, until date, ended date,
-- by text
SELECT a.agent_id, a.label, a.evidence, a.bulk, a.rights, a.email, a.since, a.until, a.ended, a.by FROM agent a
WHERE a.organisation_id = $1 AND ($2::text IS NULL OR a.label = $2)
	AND ($3::bigint IS NULL OR a.agent_id = (SELECT x.agent_id FROM agent_request x WHERE x.organisation_id = $1 AND x.request_id = $3))
ORDER BY a.label

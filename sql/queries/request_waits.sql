-- What these requests wait for: the first task that failed, or for which a colleague or else a recipient was asked; what a
-- person has still to say; and what of an answer is there.
-- $1 organisation_id bigint, $2 request_id bigint[], $3 names text[] of the rights that want a check of who asks, $4 names
-- text[] of those that are answered by a copy
-- returns request_id bigint, unauthorised boolean: one of $3 is open, somebody asks for another, and no authority stands;
-- born boolean: the person asks one of $3, gave a day of birth, and it was not judged whether they can decide;
-- unverified boolean: an open one of $3 has no check that passed, or nothing shows that what was given, and singles them out,
-- is theirs; contact bigint: which contact data to name where they gave several; identifiers boolean: whether one is theirs has
-- to be said; system text and action text of that task (null: none), failed boolean, written boolean: of a recipient;
-- sources boolean: a task is not accounted for; rights text[]; dues text[]: of the open ones that are due on another day than
-- the request "NAME DAY"; copies boolean: one of $4 is open; other text: an open one that
-- is none of $4, begun boolean: something of it is decided, or previewed; built boolean: an archive of what is there now, approved boolean:
-- by a second person
SELECT r.request_id,
	coalesce(g.checked AND r.subject_relation <> 'self' AND r.instructed_by IS NULL, false)
		AND coalesce((SELECT c.fact FROM request_clock c WHERE c.organisation_id = $1 AND c.request_id = r.request_id
			AND c.fact IN ('authority-seen', 'authority-ended') ORDER BY c.clock_id DESC LIMIT 1), '') <> 'authority-seen'
		AND NOT EXISTS (SELECT FROM agent_request x JOIN agent a ON a.organisation_id = $1 AND a.agent_id = x.agent_id
			WHERE x.organisation_id = $1 AND x.request_id = r.request_id AND a.bulk AND a.ended IS NULL) -- `next` knows the day
		AS unauthorised,
	coalesce(g.checked AND r.subject_relation = 'self' AND r.instructed_by IS NULL, false)
		AND coalesce(i.born, false)
		AND NOT EXISTS (SELECT FROM request_clock c WHERE c.organisation_id = $1 AND c.request_id = r.request_id
			AND c.fact = 'competence-judged') AS born,
	r.instructed_by IS NULL AND (EXISTS (SELECT FROM request_right g
		WHERE g.organisation_id = $1 AND g.request_id = r.request_id AND g.state = 'open' AND g.name = ANY ($3)
			AND coalesce((SELECT c.result FROM request_clock c WHERE c.organisation_id = $1 AND c.request_id = r.request_id
				AND c.fact = 'verified' AND coalesce(c.right_name, g.name) = g.name ORDER BY c.clock_id DESC LIMIT 1), '') <> 'passed')
		OR coalesce(g.checked AND i.unproven IS NOT NULL, false))
		AS unverified,
	CASE WHEN i.given > 1 THEN coalesce(i.unproven, i.first) END AS contact, coalesce(i.proposed, false) AS identifiers,
	t.system, t.action, coalesce(t.failed, false) AS failed, coalesce(t.written, false) AS written,
	EXISTS (SELECT FROM task x WHERE x.organisation_id = $1 AND x.request_id = r.request_id
		AND x.idle IN ('asked', 'failed', 'waiting')) AS sources,
	g.rights, g.dues, coalesce(g.copies, false) AS copies, g.other,
	EXISTS (SELECT FROM request_clock c WHERE c.organisation_id = $1 AND c.request_id = r.request_id AND c.right_name = g.other
		AND c.fact IN ('carried-out', 'stopped', 'refused-in-part'))
		OR EXISTS (SELECT FROM task x WHERE x.organisation_id = $1 AND x.request_id = r.request_id AND x.action = 'find') AS begun,
	coalesce(b.changes = r.changes, false) AS built,
	coalesce((SELECT true FROM approval p WHERE p.organisation_id = $1 AND p.request_id = r.request_id AND p.kind = 'answer'
		AND p.digest = b.sha256 AND p.changes = r.changes LIMIT 1), false) AS approved -- one by one, never hashed whole
FROM request r
	LEFT JOIN LATERAL (SELECT x.changes, x.sha256 FROM release x WHERE x.organisation_id = $1 AND x.request_id = r.request_id
		ORDER BY x.release_id DESC LIMIT 1) b ON true
	LEFT JOIN LATERAL (SELECT x.system, x.action, x.idle = 'failed' AS failed, x.connector = 'written' AS written FROM task x
		WHERE x.organisation_id = $1 AND x.request_id = r.request_id AND x.idle IN ('asked', 'failed')
		ORDER BY x.idle = 'failed' DESC, x.connector = 'written', x.due, x.task_id LIMIT 1) t ON true
	LEFT JOIN LATERAL (SELECT array_agg(x.name ORDER BY x.name) AS rights,
			coalesce(array_agg(x.name || ' ' || x.due ORDER BY x.name) FILTER (WHERE x.state = 'open' AND x.due <> r.due), '{}') AS dues,
			bool_or(x.state = 'open' AND x.name = ANY ($4)) AS copies,
			bool_or(x.state = 'open' AND x.name = ANY ($3)) AS checked,
			min(x.name) FILTER (WHERE x.state = 'open' AND x.name <> ALL ($4)) AS other
		FROM request_right x WHERE x.organisation_id = $1 AND x.request_id = r.request_id) g ON true
	LEFT JOIN LATERAL (SELECT bool_or(x.state = 'usable' AND x.kind = 'born') AS born, bool_or(x.state = 'proposed') AS proposed,
			count(*) FILTER (WHERE k.contact) AS given, min(x.identifier_id) FILTER (WHERE k.contact) AS first,
			min(x.identifier_id) FILTER (WHERE k.contact AND x.proof IS NULL) AS unproven
		FROM identifier x, LATERAL (SELECT x.state = 'usable' AND x.source NOT LIKE '%/%' AND x.kind NOT IN ('name', 'born') AS contact) k
		WHERE x.organisation_id = $1 AND x.request_id = r.request_id) i ON true
WHERE r.organisation_id = $1 AND r.request_id = ANY ($2) ORDER BY r.request_id

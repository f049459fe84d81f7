-- At which systems what was erased was erased again, or need not be.
-- $1 organisation_id bigint
-- returns system text, at timestamptz: the last time, since timestamptz, restored boolean: since it is known that this came
--   from a backup
SELECT DISTINCT ON (p.system) p.system, p.at, p.since,
	p.at >= coalesce((SELECT r.at FROM restored r), 'infinity') AS restored
FROM replayed p WHERE p.organisation_id = $1 ORDER BY p.system, p.at DESC

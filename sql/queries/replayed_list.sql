-- At which systems what was erased was erased again, or need not be.
-- $1 organisation_id bigint
-- returns system text, at timestamptz: the last time, since timestamptz, restored boolean: since it is known that this came
--   from a backup, by the order of transactions, as a clock may have been moved back
SELECT DISTINCT ON (p.system) p.system, p.at, p.since,
	coalesce((SELECT age(p.xmin) < age(r.xmin) FROM restored r), false) AS restored
FROM replayed p WHERE p.organisation_id = $1 ORDER BY p.system, p.replayed_id DESC

-- What each system said last of each request whose holds run there, when it was asked for an erasure: in numbers.
-- $1 organisation_id bigint
-- returns request_id bigint, system text, at timestamptz, counts jsonb
SELECT DISTINCT ON (f.request_id, f.system) f.request_id, f.system, f.at, f.counts
FROM found f JOIN hold h ON h.organisation_id = f.organisation_id AND h.request_id = f.request_id AND h.system = f.system
	AND h.ended_at IS NULL AND h.released_at IS NULL
WHERE f.organisation_id = $1 AND f.digest IS NOT NULL AND f.action = 'erase'
ORDER BY f.request_id, f.system, f.change DESC

-- Requests of which a change was approved that has not begun everywhere: what was found for it stands in no ledger, or nobody was
-- asked. And those where a duty to keep is over, where that goes without approval.
-- $1 organisation_id bigint, $2 since timestamptz, $3 unattended boolean
-- returns requests
SELECT
-- include request_columns
FROM request r
WHERE r.organisation_id = $1 AND (
	(r.request_id IN (SELECT a.request_id FROM approval a WHERE a.organisation_id = $1 AND a.kind = 'change' AND a.at > $2)
		AND (EXISTS (SELECT FROM found f WHERE f.organisation_id = $1 AND f.request_id = r.request_id AND f.digest IS NOT NULL
				AND f.action = 'erase' AND f.purpose <> 'later' AND NOT f.counts ? 'idle' AND NOT EXISTS (SELECT FROM erasure e
					WHERE e.organisation_id = $1 AND e.request_id = f.request_id AND e.system = f.system
					AND e.action = 'erase' AND e.change >= f.change))
			OR NOT EXISTS (SELECT FROM task t WHERE t.organisation_id = $1 AND t.request_id = r.request_id AND t.action = 'erase')))
	OR ($3 AND r.request_id IN (SELECT f.request_id FROM found f WHERE f.organisation_id = $1 AND f.purpose = 'hold-ended'
		AND f.action = 'erase' AND f.digest IS NOT NULL AND f.at > $2 AND NOT f.counts ? 'idle' AND NOT EXISTS (SELECT FROM erasure e
			WHERE e.organisation_id = $1 AND e.request_id = f.request_id AND e.system = f.system
					AND e.action = 'erase' AND e.change >= f.change))))
ORDER BY r.request_id

-- What a person placed and that runs: for a request, for another of whose person one of these identifiers is known, or on records
-- that it names, whoever's.
-- $1 organisation_id bigint, $2 request_id bigint, $3 blinds text[], $4 system text or null: any
-- returns all columns of hold, reference text
SELECT
-- include hold_columns
FROM hold h JOIN request r ON r.organisation_id = h.organisation_id AND r.request_id = h.request_id
WHERE h.organisation_id = $1 AND h.ended_at IS NULL AND h.released_at IS NULL AND h.erasure_id IS NULL
	AND h.task_id IS NULL
	AND ($4::text IS NULL OR h.system IS NULL OR h.system = $4)
	AND (h.request_id = $2 OR h.records IS NOT NULL OR EXISTS (SELECT FROM identifier i WHERE i.organisation_id = $1
		AND i.request_id = h.request_id AND i.state = 'usable' AND i.blind = ANY ($3::text[])))
ORDER BY h.hold_id

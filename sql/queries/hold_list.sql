-- What is kept, of an organisation, of a request, or one of them; also what was released or is over, or not.
-- $1 organisation_id bigint, $2 request_id bigint or null, $3 hold_id bigint or null, $4 over boolean
-- returns all columns of hold, reference text
SELECT
-- include hold_columns
FROM hold h JOIN request r ON r.organisation_id = h.organisation_id AND r.request_id = h.request_id
WHERE h.organisation_id = $1 AND ($2::bigint IS NULL OR h.request_id = $2) AND ($3::bigint IS NULL OR h.hold_id = $3)
	AND ($4 OR (h.ended_at IS NULL AND h.released_at IS NULL))
ORDER BY h.hold_id

-- All that was said of what leaves with a request.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns review_id bigint, kind text, takes_back bigint, ground text, sealed text, by text, at timestamptz
SELECT review_id, kind, coalesce(takes_back, 0) AS takes_back, ground, sealed, by, at FROM review
WHERE organisation_id = $1 AND request_id = $2 ORDER BY review_id

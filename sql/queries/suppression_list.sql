-- The stop list of an organisation, of whom a request of it is about, or one entry; also what ended, or not.
-- $1 organisation_id bigint, $2 request_id bigint or null, $3 suppression_id bigint or null, $4 ended boolean, $5 after bigint,
-- $6 limit bigint
-- returns all columns of suppression, reference text
SELECT
-- include suppression_columns
FROM suppression s JOIN request r ON r.organisation_id = s.organisation_id AND r.request_id = s.request_id
WHERE s.organisation_id = $1 AND ($2::bigint IS NULL OR s.request_id = $2 OR EXISTS (
		SELECT FROM identifier i WHERE i.organisation_id = $1 AND i.request_id = $2 AND i.kind = s.kind AND i.blind = s.blind
			AND i.state = 'usable')) AND ($3::bigint IS NULL OR s.suppression_id = $3)
	AND ($4 OR s.ended_at IS NULL) AND s.suppression_id > $5
ORDER BY s.suppression_id LIMIT $6

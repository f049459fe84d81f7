-- Which of these identifiers are on the stop list, for a purpose and by a channel; what is stopped by any is stopped by each.
-- $1 organisation_id bigint, $2 kind text[], $3 blind text[], $4 purpose text or null: any, $5 channel text or null: any
-- returns all columns of suppression, reference text, the oldest first
SELECT
-- include suppression_columns
FROM suppression s JOIN request r ON r.organisation_id = s.organisation_id AND r.request_id = s.request_id
WHERE s.organisation_id = $1 AND s.ended_at IS NULL AND s.blind = ANY ($3::text[]) AND s.kind = ANY ($2::text[])
	AND ($4::text IS NULL OR s.purpose = $4) AND ($5::text IS NULL OR s.channel IS NULL OR s.channel = $5)
ORDER BY s.suppression_id

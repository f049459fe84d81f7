-- The open request that was logged first of those in which one of some rights is open, on the same instruction, and one of
-- some identifiers is known as the person's.
-- $1 organisation_id bigint, $2 blinds text[], $3 rights text[], $4 instructed_by text or null
-- returns reference text; no row: there is none
SELECT r.reference FROM identifier i JOIN request r ON r.organisation_id = i.organisation_id AND r.request_id = i.request_id
WHERE i.organisation_id = $1 AND i.blind = ANY ($2::text[]) AND i.state = 'usable' AND r.state NOT IN ('answered', 'closed')
	AND r.instructed_by IS NOT DISTINCT FROM $4
	AND EXISTS (SELECT FROM request_right g WHERE g.organisation_id = $1 AND g.request_id = r.request_id
		AND g.state = 'open' AND g.name = ANY ($3::text[]))
ORDER BY r.request_id LIMIT 1

-- Does anything name this blob?
-- $1 organisation_id bigint, $2 blob text
-- returns known boolean
SELECT EXISTS (SELECT FROM part WHERE organisation_id = $1 AND blob = $2)
	OR EXISTS (SELECT FROM release WHERE organisation_id = $1 AND blob = $2)

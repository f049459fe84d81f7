-- Open requests whose dates were computed with another version of their calendar. As < and >, which an index can find.
-- $1 organisation_id bigint, $2 calendar_version text, $3 limit bigint
-- returns reference text
(SELECT reference FROM request
	WHERE organisation_id = $1 AND state NOT IN ('answered', 'closed') AND calendar_version < $2::text LIMIT $3)
UNION ALL
(SELECT reference FROM request
	WHERE organisation_id = $1 AND state NOT IN ('answered', 'closed') AND calendar_version > $2::text LIMIT $3)
LIMIT $3

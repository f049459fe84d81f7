-- Which of these requests are about a person who works here: by what was given or confirmed of whose data it is.
-- $1 organisation_id bigint, $2 name text, $3 blind text of an address of theirs that is kept elsewhere or null, $4 request_id bigint[]
-- returns request_id bigint
SELECT DISTINCT i.request_id FROM identifier i
WHERE i.organisation_id = $1 AND i.request_id = ANY ($4) AND i.state = 'usable'
	AND (i.blind = $3 OR EXISTS (SELECT FROM user_identifier k JOIN app_user u ON u.user_id = k.user_id
		WHERE k.organisation_id = $1 AND k.kind = i.kind AND k.blind = i.blind AND u.name = $2))
ORDER BY i.request_id

-- They are known by it no longer.
-- $1 organisation_id bigint, $2 name text, $3 kind text, $4 blind text; without these two: by anything
-- changes state
DELETE FROM user_identifier i USING app_user u
WHERE i.organisation_id = $1 AND u.name = $2 AND i.user_id = u.user_id
	AND ($3::text IS NULL OR (i.kind = $3 AND i.blind = $4))

-- How many letters of which the file begins so left; that one came back makes it no other.
-- $1 organisation_id bigint, $2 request_id bigint, $3 begin text
-- returns n bigint
SELECT count(*) AS n FROM letter
WHERE organisation_id = $1 AND request_id = $2 AND starts_with(file, $3) AND state IN ('sent', 'bounced')

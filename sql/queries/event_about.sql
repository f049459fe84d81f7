-- How many events of a kind about a request have a body of their own that says all this.
-- $1 organisation_id bigint, $2 request_id bigint, $3 kind text, $4 says text: a JSON object
-- returns n bigint
SELECT count(*) AS n FROM event e
WHERE e.organisation_id = $1 AND e.request_id = $2
	AND e.body::jsonb @> jsonb_build_object('kind', $3::text, 'body', $4::jsonb)

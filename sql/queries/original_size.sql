-- How large a request was as it came; no row: nothing was kept of it.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns bytes bigint
SELECT bytes FROM original WHERE organisation_id = $1 AND request_id = $2

-- Nothing is to be done about what a system said.
-- $1 organisation_id bigint, $2 request_id bigint, $3 system text, $4 change integer
-- changes state
UPDATE found SET counts = counts || '{"idle": true}'
WHERE organisation_id = $1 AND request_id = $2 AND system = $3 AND change = $4

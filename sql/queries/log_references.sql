-- What requests are called, by a range of their keys.
-- $1 organisation_id bigint, $2 from bigint, $3 before bigint
-- returns request_id bigint, reference text
SELECT request_id, reference FROM request WHERE organisation_id = $1 AND request_id >= $2 AND request_id < $3

-- A person confirms or rejects an identifier.
-- $1 organisation_id bigint, $2 request_id bigint, $3 identifier_id bigint, $4 from text, $5 to text, $6 proof text: null, as
-- it was
-- changes state
UPDATE identifier SET state = $5, proof = coalesce($6, proof)
WHERE organisation_id = $1 AND request_id = $2 AND identifier_id = $3 AND state = $4

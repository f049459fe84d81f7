-- Likewise, and none is placed until the end of the transaction.
-- $1 organisation_id bigint
-- returns holds bigint
SELECT holds FROM organisation WHERE organisation_id = $1 FOR NO KEY UPDATE

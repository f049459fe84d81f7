-- The same, sealed by another installation key.
-- $1 organisation_id bigint, $2 replayed_id bigint, $3 sealed text
-- changes state
UPDATE replayed SET sealed = $3 WHERE organisation_id = $1 AND replayed_id = $2

-- When a right is due by its own clock, as law/term computed it.
-- $1 organisation_id bigint, $2 request_id bigint, $3 name text, $4 due date or null: as its request
-- changes state
UPDATE request_right SET due = $4 WHERE organisation_id = $1 AND request_id = $2 AND name = $3

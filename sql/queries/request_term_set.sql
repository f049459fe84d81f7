-- The dates that follow from the clock's facts; the ladder looks anew.
-- $1 organisation_id bigint, $2 request_id bigint, $3 is_extended boolean, $4 due date, $5 deadline date, $6 extended date,
-- $7 calendar_version text
-- changes state
UPDATE request SET is_extended = $3, due = $4, deadline = $5, extended = $6, calendar_version = $7, look_again = NULL
WHERE organisation_id = $1 AND request_id = $2

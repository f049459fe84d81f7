-- The dates that follow from the clock's facts; the ladders look anew, also that of who was asked something.
-- $1 organisation_id bigint, $2 request_id bigint, $3 is_extended boolean, $4 due date, $5 deadline date, $6 extended date,
-- $7 calendar_version text
-- changes state
WITH t AS (
	UPDATE task SET look_again = NULL WHERE organisation_id = $1 AND request_id = $2 AND state = 'asked' AND look_again IS NOT NULL
)
UPDATE request SET is_extended = $3, due = $4, deadline = $5, extended = $6, calendar_version = $7, look_again = NULL
WHERE organisation_id = $1 AND request_id = $2

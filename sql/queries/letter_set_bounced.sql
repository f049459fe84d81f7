-- A letter that left came back.
-- $1 organisation_id bigint, $2 letter_id bigint, $3 bounced date, $4 at timestamptz
-- changes state
UPDATE letter SET state = 'bounced', bounced = $3, at = $4 WHERE organisation_id = $1 AND letter_id = $2 AND state = 'sent'

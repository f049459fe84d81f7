-- A letter that left came back.
-- $1 organisation_id bigint, $2 letter_id bigint, $3 bounced date, $4 bounce_proof text or null, $5 at timestamptz
-- changes state
UPDATE letter SET state = 'bounced', bounced = $3, bounce_proof = $4, at = $5
WHERE organisation_id = $1 AND letter_id = $2 AND state = 'sent'

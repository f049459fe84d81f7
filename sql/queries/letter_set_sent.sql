-- A letter left, or left again after it came back.
-- $1 organisation_id bigint, $2 letter_id bigint, $3 sent date, $4 proof text or null, $5 at timestamptz
-- changes state
UPDATE letter SET state = 'sent', sent = $3, bounced = NULL, proof = $4, at = $5
WHERE organisation_id = $1 AND letter_id = $2 AND state IN ('written', 'bounced')

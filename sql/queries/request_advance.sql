-- From one state to another. What was collected is not what it was.
-- $1 organisation_id bigint, $2 request_id bigint, $3 from text, $4 to text, $5 at timestamptz
-- changes state
UPDATE request SET state = $4, changes = changes + CASE $4::text WHEN 'collected' THEN 1 ELSE 0 END,
	answered_at = CASE $4::text WHEN 'answered' THEN $5 WHEN 'closed' THEN answered_at END,
	closed_at = CASE $4::text WHEN 'closed' THEN $5::timestamptz END
WHERE organisation_id = $1 AND request_id = $2 AND state = $3

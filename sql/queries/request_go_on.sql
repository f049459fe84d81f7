-- From one state to another of a request that ends by neither: of when it was answered or closed nothing is written, as a worker may not.
-- $1 organisation_id bigint, $2 request_id bigint, $3 from text, $4 to text
-- changes state
UPDATE request SET state = $4, changes = changes + CASE $4::text WHEN 'collected' THEN 1 ELSE 0 END
WHERE organisation_id = $1 AND request_id = $2 AND state = $3

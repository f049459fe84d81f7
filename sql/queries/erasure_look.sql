-- What a second look found stands in the receipt of what was erased.
-- $1 organisation_id bigint, $2 erasure_id bigint, $3 later text (JSON)
-- changes state
UPDATE erasure SET receipt = receipt || jsonb_build_object('later', $3::text::jsonb)
WHERE organisation_id = $1 AND erasure_id = $2 AND state = 'done'

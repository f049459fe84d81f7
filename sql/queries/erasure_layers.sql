-- What a later look said of the layers below the rows stands in the receipt of what was erased.
-- $1 organisation_id bigint, $2 erasure_id bigint, $3 layers text (JSON)
-- changes state
UPDATE erasure SET receipt = receipt || jsonb_build_object('layers', $3::text::jsonb)
WHERE organisation_id = $1 AND erasure_id = $2 AND state = 'done'

-- The notes about a request, in the order of writing, and what the dpo advised on it.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns note_id bigint, kind text, at timestamptz, by text, sealed text
SELECT note_id, kind, at, by, sealed FROM note
WHERE organisation_id = $1 AND request_id = $2 ORDER BY note_id

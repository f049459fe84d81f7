-- The keys of a new request, or of a new organisation for what belongs to none.
-- $1 organisation_id bigint, $2 request_id bigint or null, $3 content text, $4 content_public text, $5 ledger text,
-- $6 at timestamptz
-- changes state
INSERT INTO sealing_key (organisation_id, request_id, state, content, content_public, ledger, created_at)
VALUES ($1, $2, 'active', $3, $4, $5, $6)

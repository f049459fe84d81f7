-- Forgets an identifier that a system yielded: its systems are searched again, and find it again or not.
-- $1 organisation_id bigint, $2 request_id bigint, $3 identifier_id bigint
-- changes state
DELETE FROM identifier WHERE organisation_id = $1 AND request_id = $2 AND identifier_id = $3

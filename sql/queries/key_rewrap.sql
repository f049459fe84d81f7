-- The same keys, wrapped by another installation key.
-- $1 organisation_id bigint, $2 key_ids bigint[], $3 contents text[], $4 ledgers text[]
-- changes state
UPDATE sealing_key k SET content = u.content, ledger = u.ledger
FROM unnest($2::bigint[], $3::text[], $4::text[]) u (key_id, content, ledger)
WHERE k.organisation_id = $1 AND k.key_id = u.key_id

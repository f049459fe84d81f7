-- Some keys of an organisation and its requests that another installation key wraps than this one.
-- $1 organisation_id bigint, $2 id of the installation key text, $3 after key_id bigint
-- returns key_id bigint, content text (null: destroyed), ledger text, reference text (null: the organisation's own)
SELECT k.key_id, k.content, k.ledger, r.reference
FROM sealing_key k LEFT JOIN request r ON r.organisation_id = k.organisation_id AND r.request_id = k.request_id
WHERE k.organisation_id = $1 AND k.ledger IS NOT NULL AND split_part(k.ledger, ':', 1) <> $2 AND k.key_id > $3
ORDER BY k.key_id LIMIT 500
FOR UPDATE OF k

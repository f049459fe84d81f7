-- Letters whose file in the spool is still to be written, locked, with the wrapped keys that open them (null: destroyed).
-- $1 organisation_id bigint, $2 letter_id bigint: of those after it, $3 limit bigint
-- returns letter_id bigint, file text, sealed text, reference text (null: of no request), content text, ledger text
SELECT l.letter_id, l.file, l.sealed, r.reference, k.content, k.ledger
FROM letter l LEFT JOIN request r ON r.organisation_id = l.organisation_id AND r.request_id = l.request_id
	LEFT JOIN sealing_key k ON k.organisation_id = l.organisation_id AND k.request_id = l.request_id
WHERE l.organisation_id = $1 AND l.state = 'queued' AND l.letter_id > $2
ORDER BY l.letter_id LIMIT $3 FOR NO KEY UPDATE OF l SKIP LOCKED

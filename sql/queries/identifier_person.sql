-- By what the person of each of these requests is called: the name they gave, else an address or number, with the wrapped
-- key that opens it. Not of those of which the key was destroyed.
-- $1 organisation_id bigint, $2 request_id bigint[]
-- returns request_id bigint, reference text, kind text, sealed text, content text, ledger text
SELECT r.request_id, r.reference, i.kind, i.sealed, k.content, k.ledger
FROM request r JOIN sealing_key k ON k.organisation_id = r.organisation_id AND k.request_id = r.request_id AND k.state = 'active',
	LATERAL (SELECT x.kind, x.sealed FROM identifier x
		WHERE x.organisation_id = $1 AND x.request_id = r.request_id AND x.source = 'given' AND x.state <> 'rejected'
		ORDER BY array_position('{name,email,phone}', x.kind), x.identifier_id LIMIT 1) i
WHERE r.organisation_id = $1 AND r.request_id = ANY ($2) ORDER BY r.request_id

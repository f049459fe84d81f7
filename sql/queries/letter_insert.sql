-- Letters, which wait to be sent; of what colleagues are told, to be put in the spool. One of a file that is known is the same letter: it is written again, and one that left is left as it was.
-- $1 organisation_id bigint; arrays of the same length: $2 request_id bigint[], $3 task_id bigint[], $4 kind text[],
-- $5 recipient_kind text[], $6 recipient text[], $7 message_id text[], $8 file text[], $9 sealed text[], $10 facts bigint[];
-- $11 at timestamptz
-- changes state
INSERT INTO letter (organisation_id, request_id, task_id, kind, recipient_kind, recipient, state, message_id,
	file, sealed, facts, at)
SELECT $1, l.request_id, l.task_id, l.kind, l.recipient_kind, l.recipient,
	CASE l.kind WHEN 'escalation' THEN 'queued' ELSE 'written' END, l.message_id, l.file, l.sealed, l.facts, $11
FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[])
	WITH ORDINALITY AS l (request_id, task_id, kind, recipient_kind, recipient, message_id, file, sealed, facts, place)
ORDER BY l.place
ON CONFLICT (organisation_id, file) DO UPDATE SET state = excluded.state, message_id = excluded.message_id,
	sealed = excluded.sealed, facts = excluded.facts, at = excluded.at
WHERE letter.state IN ('queued', 'written')

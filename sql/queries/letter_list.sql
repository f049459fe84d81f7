-- The letters about a request.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns letter_id bigint, kind text, recipient_kind text, recipient text, state text, message_id text, file text,
-- sealed text, at timestamptz, facts bigint, sent date, bounced date, proof text, bounce_proof text,
-- task_id bigint (0: no task wrote it)
SELECT letter_id, kind, recipient_kind, recipient, state, message_id, file, sealed, at, facts, sent, bounced, proof,
	bounce_proof, coalesce(task_id, 0) AS task_id
FROM letter
WHERE organisation_id = $1 AND request_id = $2 ORDER BY letter_id

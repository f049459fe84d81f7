-- A new request, with its rights and the clock fact "received".
-- $1 organisation_id bigint, $2 reference text, $3 channel text, $4 language text, $5 handler text or null,
-- $6 subject_relation text, $7 instructed_by text or null, $8 answer_by text or null, $9 received_at timestamptz,
-- $10 received date, $11 deadline date, $12 extended date, $13 promise date or null, $14 due date, $15 calendar text,
-- $16 calendar_version text, $17 register_version integer or null, $18 logged_at timestamptz, $19 rights text[], $20 by text
-- returns request_id bigint; no row when the reference is taken
-- changes state
WITH r AS (
	INSERT INTO request (organisation_id, reference, state, channel, language, handler, subject_relation,
		instructed_by, answer_by, received_at, received, deadline, extended, promise, due, calendar,
		calendar_version, register_version, logged_at)
	VALUES ($1, $2, 'logged', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
	ON CONFLICT (organisation_id, reference) DO NOTHING
	RETURNING request_id
), rights AS (
	INSERT INTO request_right (organisation_id, request_id, name, state)
	SELECT $1, r.request_id, n.name, 'open' FROM r, unnest($19::text[]) AS n (name)
), clock AS (
	INSERT INTO request_clock (organisation_id, request_id, fact, day, at, by, recorded_at)
	SELECT $1, r.request_id, 'received', $10, $9, $20, $18 FROM r
)
SELECT request_id FROM r

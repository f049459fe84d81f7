-- A fact about the clock of a request, and what it decides of a right by category and purpose; what a kind does not say is null.
-- $1 organisation_id bigint, $2 request_id bigint, $3 fact text, $4 day date, $5 at timestamptz, $6 by text,
-- $7 recorded_at timestamptz, $8 ref bigint, $9 ground text, $10 right_name text, $11 method text,
-- $12 result text, $13 cause text, $14 duplicate_of text, $15 withdrawn_by text, $16 amount_cents bigint,
-- $17 withdraw_by date, $18 until date, $19 large_quantity boolean, $20 accepted boolean, $21 late boolean, $22 letter text,
-- $23 sealed text, $24 categories text[], $25 purposes text[] of each, $26 decision text, $27 unannounced boolean,
-- $28 recipients text[], $29 identifier_id bigint, $30 scope text[] of an authority
-- changes state
WITH f AS (
	INSERT INTO request_clock (organisation_id, request_id, fact, day, at, by, recorded_at, ref, ground, right_name,
		method, result, cause, duplicate_of, withdrawn_by, amount_cents, withdraw_by, until, large_quantity, accepted, late,
		letter, sealed, unannounced, recipients, identifier_id, scope)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $27, $28,
		$29, $30)
	RETURNING clock_id
)
INSERT INTO right_category (organisation_id, clock_id, request_id, right_name, category, purpose, decision)
SELECT $1, f.clock_id, $2, $10, p.category, p.purpose, $26
FROM f, unnest($24::text[], $25::text[]) AS p (category, purpose)

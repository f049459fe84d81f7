-- A fact about the clock of a request; what a kind does not say is null.
-- $1 organisation_id bigint, $2 request_id bigint, $3 fact text, $4 day date, $5 at timestamptz, $6 by text,
-- $7 recorded_at timestamptz, $8 ref bigint, $9 ground text, $10 right_name text, $11 categories text[], $12 method text,
-- $13 result text, $14 cause text, $15 duplicate_of text, $16 withdrawn_by text, $17 amount_cents bigint,
-- $18 withdraw_by date, $19 until date, $20 large_quantity boolean, $21 accepted boolean, $22 late boolean, $23 letter text,
-- $24 sealed text
-- changes state
INSERT INTO request_clock (organisation_id, request_id, fact, day, at, by, recorded_at, ref, ground, right_name, categories,
	method, result, cause, duplicate_of, withdrawn_by, amount_cents, withdraw_by, until, large_quantity, accepted, late, letter,
	sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)

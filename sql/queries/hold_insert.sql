-- Something is kept though its erasure was asked.
-- $1 organisation_id bigint, $2 kind text, $3 request_id bigint, $4 system text or null, $5 category text, $6 collection text or null,
-- $7 columns text[] or null, $8 erasure_id bigint or null, $9 basis text or null, $10 article text, $11 last_day date or null,
-- $12 must_go date or null, $13 review date or null, $14 owner text or null, $15 records bigint or null, $16 sealed text, $17 by text,
-- $18 at timestamptz, $19 task_id bigint or null
-- returns hold_id bigint
-- changes state
INSERT INTO hold (organisation_id, kind, request_id, system, category, collection, columns, erasure_id, basis, article, last_day, must_go,
	review, owner, records, sealed, by, at, task_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) RETURNING hold_id

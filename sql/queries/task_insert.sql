-- Plans tasks, any number at once. One that is there already is left.
-- $1 organisation_id bigint; arrays of the same length: $2 request_id bigint[], $3 system text[], $4 action text[],
-- $5 connector text[], $6 state text[], $7 needs text[] (JSON), $8 categories text[] (JSON), $9 purge_at timestamptz[],
-- $10 due date[], $11 not_before timestamptz[], $12 yields text[] (JSON or null: none), $13 change bigint[]; $14 at timestamptz
-- changes state
INSERT INTO task (organisation_id, request_id, system, action, connector, state, needs, categories, purge_at, due,
	not_before, yields, change, created_at)
SELECT $1, n.request_id, n.system, n.action, n.connector, n.state, n.needs::jsonb, n.categories::jsonb, n.purge_at, n.due,
	n.not_before, coalesce(n.yields::jsonb, '[]'), n.change::integer, $14
FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
	$10::date[], $11::timestamptz[], $12::text[], $13::bigint[])
	AS n (request_id, system, action, connector, state, needs, categories, purge_at, due, not_before, yields, change)
ON CONFLICT (organisation_id, request_id, run_id, system, action, change) DO NOTHING

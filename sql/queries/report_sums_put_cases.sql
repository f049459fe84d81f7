-- Sums of the requests of a month.
-- $1 organisation_id bigint, $2 month date; arrays of the same length: $3 received date[], $4 register_version bigint[],
-- $5 processor bigint[] (1: true), $6 rights text[], $7 facts text[], $8 requests bigint[]
-- changes state
INSERT INTO report_case (organisation_id, month, received, register_version, processor, rights, facts, requests)
SELECT $1, $2, received, register_version, processor = 1, rights, facts, requests
FROM unnest($3::date[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::bigint[])
	AS n (received, register_version, processor, rights, facts, requests)

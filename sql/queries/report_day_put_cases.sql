-- Sums of the requests of some days.
-- $1 organisation_id bigint; arrays of the same length: $2 received date[], $3 register_version bigint[], $4 processor bigint[]
-- (1: true), $5 facts text[], $6 endings text[]
-- changes state
INSERT INTO report_case (organisation_id, received, register_version, processor, facts, endings)
SELECT $1, received, register_version, processor = 1, facts, endings
FROM unnest($2::date[], $3::bigint[], $4::bigint[], $5::text[], $6::text[])
	AS n (received, register_version, processor, facts, endings)

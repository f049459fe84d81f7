-- The request people call by this reference. Its beginning names the organisation.
-- $1 reference text
-- returns a request
SELECT
-- include request_columns
FROM organisation o
JOIN request r ON r.organisation_id = o.organisation_id AND r.reference = $1
WHERE o.code = split_part($1::text, '-', 1)

-- Which rows of an item somebody had shown to them.
-- $1 organisation_id bigint, $2 request_id bigint, $3 its number bigint
-- returns first_row bigint, last_row bigint; 0: it is not told of which
SELECT coalesce((body::jsonb #>> '{body,first}')::bigint, 0) AS first_row, coalesce((body::jsonb #>> '{body,last}')::bigint, 0) AS last_row
FROM event
WHERE organisation_id = $1 AND request_id = $2 AND body::jsonb ->> 'kind' = 'view.item'
	AND coalesce((body::jsonb #>> '{body,item}')::bigint, $3) = $3
ORDER BY first_row

-- Who was asked to erase what, and when: a recipient in writing, or a colleague.
-- $1 organisation_id bigint, $2 system text, $3 since timestamptz
-- returns reference text, categories jsonb, change int, at timestamptz
SELECT DISTINCT ON (r.reference) r.reference, t.categories, t.change, coalesce(t.asked_at, t.finished_at) AS at
FROM task t JOIN request r USING (organisation_id, request_id)
WHERE t.organisation_id = $1 AND t.system = $2 AND t.action = 'erase' AND t.connector IN ('written', 'manual')
	AND t.state IN ('asked', 'done') AND coalesce(t.asked_at, t.finished_at) >= $3
ORDER BY r.reference, coalesce(t.asked_at, t.finished_at) DESC

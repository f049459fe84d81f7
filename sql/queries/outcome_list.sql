-- What the tasks of a request did.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns task_id bigint, system text, outcome jsonb (outcome_json of outcome.h), finished_at timestamptz
SELECT t.task_id, t.system, o.value AS outcome, t.finished_at
FROM task t CROSS JOIN LATERAL jsonb_array_elements(t.outcomes) AS o
WHERE t.organisation_id = $1 AND t.request_id = $2
ORDER BY t.task_id, o.value ->> 'category', o.value ->> 'code', o.value ->> 'collection', o.value ->> 'field'

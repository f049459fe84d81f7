-- What the tasks of a request did.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns system text, action text, category text, result text, count bigint (-1: none), detail text, finished_at timestamptz
SELECT t.system, t.action, o.category, o.result, coalesce(o.count, -1) AS count, o.detail, t.finished_at
FROM task t CROSS JOIN LATERAL jsonb_to_recordset(t.outcomes) AS o (category text, result text, count bigint, detail text)
WHERE t.organisation_id = $1 AND t.request_id = $2
ORDER BY t.task_id, o.category, o.result, o.detail

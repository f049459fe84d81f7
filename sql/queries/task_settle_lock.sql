-- As task_finish_lock, with whether anything in these requests waits for an identifier: that comes about before a request is
-- searched and never again, so what this statement sees of it may be too much, and never too little.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- returns waits boolean
SELECT EXISTS (SELECT FROM task t WHERE t.organisation_id = $1 AND t.state = 'waiting' AND t.request_id = r.request_id) AS waits
FROM request r WHERE r.organisation_id = $1 AND r.request_id = ANY ($2::bigint[])
ORDER BY r.request_id FOR NO KEY UPDATE OF r

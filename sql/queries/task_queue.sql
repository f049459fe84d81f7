-- The queue follows the tasks of these requests: run under their lock, after whatever made one of them ready or kept it from
-- being so.
-- $1 organisation_id bigint, $2 request_ids bigint[]
WITH t AS MATERIALIZED (
	SELECT DISTINCT request_id, purge_at, due FROM task
	WHERE organisation_id = $1 AND request_id = ANY ($2::bigint[]) AND state = 'ready' AND not_before IS NULL
), gone AS (
	DELETE FROM queue q WHERE q.organisation_id = $1 AND q.request_id = ANY ($2::bigint[]) AND NOT EXISTS (SELECT FROM t
		WHERE t.request_id = q.request_id AND t.due = q.due AND t.purge_at IS NOT DISTINCT FROM q.purge_at)
)
INSERT INTO queue (organisation_id, request_id, purge_at, due) SELECT $1, request_id, purge_at, due FROM t
ON CONFLICT DO NOTHING

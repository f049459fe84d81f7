-- An identifier was somebody else's: what was searched by it is forgotten and searched again, by what is known now. Who runs
-- one finds the lease gone. What a person skipped stays skipped, without what an earlier run collected. One system is from now
-- on looked at by a colleague: it finds others by what is the person's. People are asked again only for what they were asked by.
-- $1 organisation_id bigint, $2 request_id bigint, $3 known text[], $4 lost text[]: kinds; $5 system text or null: by a colleague
-- changes state
WITH t AS (
	UPDATE task SET connector = CASE WHEN system = $5 THEN 'manual' ELSE connector END,
		state = CASE WHEN state = 'skipped' THEN state WHEN needs = '[]' OR needs ?| $3::text[] THEN 'ready' ELSE 'waiting' END,
		outcomes = CASE WHEN state = 'skipped' THEN outcomes ELSE '[]' END,
		finished_at = CASE WHEN state = 'skipped' THEN finished_at END,
		attempts = least(attempts, 1), not_before = NULL, lease_until = NULL, worker = NULL, again = false, job_state = NULL,
		error = CASE WHEN state = 'skipped' THEN error END
	WHERE organisation_id = $1 AND request_id = $2 AND action = 'collect' AND state <> 'waiting'
		AND (system = $5 OR needs ?| $4::text[]
			OR cardinality($4::text[]) > 0 AND connector NOT IN ('manual', 'written'))
	RETURNING task_id
)
DELETE FROM part WHERE organisation_id = $1 AND task_id IN (SELECT task_id FROM t)

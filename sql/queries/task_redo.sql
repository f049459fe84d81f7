-- An identifier was somebody else's: what was searched by it is forgotten and searched again, by what is known now. Who runs
-- one finds the lease gone. What a person skipped stays skipped, without what an earlier run collected. One system is from now
-- on looked at by a colleague: it finds others by what is the person's. People are asked again only for what they were asked by.
-- What was found to erase is found anew, and no row is theirs because it was found before; what was erased is not undone.
-- $1 organisation_id bigint, $2 request_id bigint, $3 known text[], $4 lost text[]: kinds; $5 system text or null: by a colleague
-- changes state
WITH t AS (
	UPDATE task SET connector = CASE WHEN system = $5 AND action = 'collect' THEN 'manual' ELSE connector END,
		state = CASE WHEN state = 'skipped' THEN state WHEN needs = '[]' OR needs ?| $3::text[] THEN 'ready' ELSE 'waiting' END,
		outcomes = CASE WHEN state = 'skipped' THEN outcomes ELSE '[]' END,
		finished_at = CASE WHEN state = 'skipped' THEN finished_at END,
		attempts = least(attempts, 1), not_before = NULL, lease_until = NULL, worker = NULL, again = false, job_state = NULL,
		error = CASE WHEN state = 'skipped' THEN error END
	WHERE organisation_id = $1 AND request_id = $2 AND state <> 'waiting'
		AND (action = 'collect' AND (system = $5 OR needs ?| $4::text[]
				OR cardinality($4::text[]) > 0 AND connector NOT IN ('manual', 'written'))
			OR action = 'find' AND cardinality($4::text[]) > 0
				AND NOT EXISTS (SELECT FROM task n WHERE n.organisation_id = $1 AND n.request_id = $2
					AND n.system = task.system AND n.action = 'find' AND n.change > task.change)
				AND NOT EXISTS (SELECT FROM erasure e WHERE e.organisation_id = $1 AND e.request_id = $2
					AND e.system = task.system AND e.change = task.change))
	RETURNING task_id
), f AS (
	UPDATE found SET digest = NULL, sealed = NULL, counts = '{}'
	WHERE organisation_id = $1 AND request_id = $2 AND cardinality($4::text[]) > 0
		AND NOT EXISTS (SELECT FROM erasure e WHERE e.organisation_id = $1 AND e.request_id = $2
			AND e.system = found.system AND e.change = found.change AND e.state IN ('committing', 'done'))
)
DELETE FROM part WHERE organisation_id = $1 AND task_id IN (SELECT task_id FROM t)

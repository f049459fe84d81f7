-- Finishes leased tasks whose fence is still theirs. A run that found nothing and did not end keeps what an earlier run
-- found; one by which people are asked, once more, what they handed in before. The lease is tested in a way the planner has no statistics for: most tasks have none, so it would expect one
-- row and compare each task with each.
-- $1 organisation_id bigint; arrays of the same length: $2 task_id bigint[], $3 fence bigint[], $4 state text[],
-- $5 again_s bigint[] (0: at once), $6 job_state text[], $7 error text[], $8 outcomes text[] (JSON or null: keep them);
-- $9 at timestamptz
-- returns place in the arrays, from 1, bigint; attempts integer
-- changes state
UPDATE task t SET state = CASE WHEN t.again AND d.state = 'done' THEN 'ready' ELSE d.state END, again = false,
	lease_until = NULL, worker = NULL, not_before = CASE WHEN d.state = 'ready' AND d.again_s > 0 THEN
		statement_timestamp() + d.again_s * interval '1 second' END, job_state = d.job_state, error = d.error,
	attempts = CASE WHEN d.state = 'ready' AND d.error IS NULL THEN 1 ELSE t.attempts END,
	outcomes = CASE WHEN d.state = 'asked'
		THEN jsonb_path_query_array(t.outcomes, '$[*] ? (@.code == "found" || @.code == "handed-over")') || d.outcomes::jsonb
		ELSE coalesce(d.outcomes::jsonb, t.outcomes) END,
	finished_at = CASE WHEN d.state = 'done' AND NOT t.again THEN $9::timestamptz END,
	asked_at = CASE WHEN d.state = 'asked' THEN $9::timestamptz ELSE t.asked_at END,
	look_again = CASE WHEN d.state = 'asked' THEN NULL ELSE t.look_again END
FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[])
	WITH ORDINALITY AS d (task_id, fence, state, again_s, job_state, error, outcomes, place)
WHERE t.organisation_id = $1 AND t.task_id = ANY ($2) AND t.task_id = d.task_id AND t.fence = d.fence
	AND coalesce(t.lease_until, '-infinity') > '-infinity'
RETURNING d.place, t.attempts

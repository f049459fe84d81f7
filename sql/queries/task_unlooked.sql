-- What people said that they erased, of requests that ended, after which nobody was asked whether it stands there still: of each
-- system the last time.
-- $1 organisation_id bigint, $2 said before timestamptz, $3 said after timestamptz
-- returns tasks
SELECT
-- include task_columns
FROM (SELECT DISTINCT a.request_id FROM approval a WHERE a.organisation_id = $1 AND a.kind = 'change') c
JOIN request r ON r.organisation_id = $1 AND r.request_id = c.request_id
JOIN task t ON t.organisation_id = $1 AND t.request_id = r.request_id
WHERE r.state IN ('answered', 'closed') AND t.action = 'erase' AND t.connector IN ('written', 'manual') AND t.state = 'done'
	AND t.finished_at <= $2 AND t.finished_at > $3 AND t.outcomes @? '$[*] ? (@.code == "erased" || @.code == "anonymised")'
	AND NOT EXISTS (SELECT FROM found f WHERE f.organisation_id = $1 AND f.request_id = t.request_id AND f.system = t.system
		AND f.purpose = 'later' AND f.change > t.change)
	AND NOT EXISTS (SELECT FROM task n WHERE n.organisation_id = $1 AND n.request_id = t.request_id AND n.system = t.system
		AND n.action = 'erase' AND n.task_id > t.task_id)
ORDER BY t.request_id, t.task_id

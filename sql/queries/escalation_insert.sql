-- What the ladder told; nothing twice.
-- $1 organisation_id bigint, $2 request_id bigint, $3 task_id bigint or null, $4 rung integer, $5 name text, $6 roles text,
-- $7 due date, $8 reached date, $9 told_at timestamptz, $10 asked_at timestamptz of the task, or null
-- no row changed: it was told already
-- changes state
INSERT INTO escalation (organisation_id, request_id, task_id, rung, name, roles, due, reached, told_at, asked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING

-- Somebody was refused once more within this hour; those of more than a day ago are forgotten.
-- $1 organisation_id bigint, $2 uid bigint, $3 why text, $4 at timestamptz, $5 command text
-- returns times integer, to a thousand; no row: more often
-- changes state
WITH old AS (DELETE FROM door_refusal WHERE organisation_id = $1 AND hour < $4::timestamptz - interval '1 day')
INSERT INTO door_refusal AS d (organisation_id, hour, uid, why, command, times)
VALUES ($1, date_trunc('hour', $4::timestamptz, 'UTC'), $2, $3, $5, 1)
ON CONFLICT (organisation_id, hour, uid, why, command) DO UPDATE SET times = d.times + 1 WHERE d.times < 1000
RETURNING times

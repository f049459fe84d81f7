-- An agent asks no more from a day on.
-- $1 organisation_id bigint, $2 agent_id bigint, $3 ended date
-- returns agent_id bigint; no row when it ended already
-- changes state
UPDATE agent SET ended = $3 WHERE organisation_id = $1 AND agent_id = $2 AND ended IS NULL RETURNING agent_id

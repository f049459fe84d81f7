-- The open requests of an agent, the oldest first.
-- $1 organisation_id bigint, $2 agent_id bigint
-- returns reference text
SELECT r.reference FROM agent_request x JOIN request r ON r.organisation_id = x.organisation_id AND r.request_id = x.request_id
WHERE x.organisation_id = $1 AND x.agent_id = $2 AND r.state NOT IN ('answered', 'closed') ORDER BY r.received, r.request_id

-- Which agent made a request.
-- $1 organisation_id bigint, $2 request_id bigint, $3 agent_id bigint
-- changes state
INSERT INTO agent_request (organisation_id, request_id, agent_id) VALUES ($1, $2, $3)

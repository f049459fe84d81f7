-- One more was placed: whatever goes by fewer may not commit.
-- $1 organisation_id bigint
-- changes state
UPDATE organisation SET holds = holds + 1 WHERE organisation_id = $1

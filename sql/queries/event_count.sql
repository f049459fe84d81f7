-- How long the log and its tree are.
-- $1 organisation_id bigint
-- returns events bigint, leaves bigint
SELECT (SELECT count(*) FROM event WHERE organisation_id = $1) AS events,
	(SELECT count(*) FROM event_leaf WHERE organisation_id = $1 AND position IS NOT NULL) AS leaves

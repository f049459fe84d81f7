-- How many entries of the stop list run, and how many ended, by purpose, channel and kind of identifier.
-- $1 organisation_id bigint
-- returns purpose text, channel text or null, kind text, running bigint, ended bigint, first timestamptz
SELECT purpose, channel, kind, count(*) FILTER (WHERE ended_at IS NULL) AS running, count(ended_at) AS ended, min(since) AS first
FROM suppression WHERE organisation_id = $1 GROUP BY purpose, channel, kind ORDER BY purpose, channel, kind

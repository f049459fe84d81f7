-- What holds keep that run on a day, by basis: how many holds, of how many records where they name them, and until when the last of them
-- keeps; a law that people named where they erase is "other-law", as their words are theirs.
-- $1 organisation_id bigint, $2 zone text, $3 day date
-- returns basis text, holds bigint, records bigint, until date
SELECT coalesce(h.basis, CASE h.kind WHEN 'statute' THEN 'other-law' ELSE h.kind END) AS basis, count(*) AS holds,
	coalesce(sum(h.records), 0)::bigint AS records, max(h.last_day) AS until
FROM hold h
WHERE h.organisation_id = $1 AND (h.at AT TIME ZONE $2)::date <= $3
	AND coalesce((least(h.released_at, h.ended_at) AT TIME ZONE $2)::date > $3, true)
GROUP BY 1 ORDER BY 1

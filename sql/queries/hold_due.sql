-- Holds about which something is to be done on a day: one that an erasure left is over since, or what it counts from lies ahead and was
-- not looked for in a week; one that a person placed was released or is over since; a claim is to be looked at again; or records
-- are kept past the last day that a statute permits.
-- $1 organisation_id bigint, $2 today date
-- returns all columns of hold, reference text
SELECT
-- include hold_columns
FROM hold h JOIN request r ON r.organisation_id = h.organisation_id AND r.request_id = h.request_id
WHERE h.organisation_id = $1 AND ((h.ended_at IS NULL AND h.released_at IS NULL AND (
		(h.last_day < $2 AND (h.looked_on IS NULL OR h.looked_on <= h.last_day))
		OR (h.erasure_id IS NOT NULL AND h.last_day IS NULL AND coalesce(h.looked_on, h.at::date) + 7 <= $2)
		OR (h.told_on IS NULL AND (h.review <= $2 OR h.must_go < $2))))
	OR (h.erasure_id IS NULL AND h.released_at IS NOT NULL AND h.looked_on IS NULL))
ORDER BY h.request_id, h.hold_id

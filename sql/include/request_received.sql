-- Requests received from $2 date to $3 next date, as that was known before $4 timestamptz (null: now): of one whose day of
-- receipt was corrected since it is what stood then. $1 organisation_id bigint.
(SELECT x.request_id, x.received, x.register_version, x.instructed_by FROM request x
	WHERE x.organisation_id = $1 AND x.received >= $2 AND x.received < $3 AND ($4::timestamptz IS NULL OR (x.logged_at < $4
		AND NOT EXISTS (SELECT FROM request_clock k WHERE k.organisation_id = $1 AND k.request_id = x.request_id
			AND k.fact = 'receipt-corrected' AND k.recorded_at >= $4)))
	UNION ALL
	SELECT x.request_id, k.received, x.register_version, x.instructed_by
	FROM (SELECT DISTINCT c.request_id, (SELECT b.day FROM request_clock b WHERE b.organisation_id = $1
				AND b.request_id = c.request_id AND b.fact IN ('received', 'receipt-corrected') AND b.recorded_at < $4
			ORDER BY b.clock_id DESC LIMIT 1) AS received
			FROM request_clock c WHERE c.organisation_id = $1 AND c.fact = 'receipt-corrected' AND c.recorded_at >= $4) k
		JOIN request x ON x.organisation_id = $1 AND x.request_id = k.request_id
	WHERE k.received >= $2 AND k.received < $3)

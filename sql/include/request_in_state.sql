-- A state as request_page.sql has it, where no index serves it.
	AND CASE coalesce($2::text, '') WHEN '' THEN r.state <> 'closed' WHEN 'open' THEN r.state NOT IN ('answered', 'closed')
		WHEN 'all' THEN true WHEN 'waiting' THEN r.state = 'collected' AND EXISTS (SELECT FROM task x
			WHERE x.organisation_id = $1 AND x.request_id = r.request_id AND x.idle IN ('asked', 'failed', 'waiting'))
		WHEN 'collected' THEN r.state = 'collected' AND NOT EXISTS (SELECT FROM task x
			WHERE x.organisation_id = $1 AND x.request_id = r.request_id AND x.idle IN ('asked', 'failed', 'waiting'))
		ELSE r.state = $2 END

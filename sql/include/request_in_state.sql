-- A state as request_page.sql has it, where no index serves it.
	AND CASE coalesce($2::text, '') WHEN '' THEN r.state <> 'closed' WHEN 'open' THEN r.state NOT IN ('answered', 'closed')
		WHEN 'all' THEN true ELSE r.state = $2 END

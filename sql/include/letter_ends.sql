-- Is the letter l what tells how its request, or a right of it, ended, and was it not opened again since?
EXISTS (SELECT FROM request_clock f WHERE f.organisation_id = l.organisation_id AND f.request_id = l.request_id
	AND f.letter = coalesce(l.message_id, l.file) AND f.fact IN ('answered', 'answered-in-part', 'refused', 'closed')
	AND NOT EXISTS (SELECT FROM request_clock o WHERE o.organisation_id = f.organisation_id AND o.request_id = f.request_id
		AND o.fact = 'reopened' AND o.clock_id > f.clock_id))

-- Is the letter l what tells how its request, or a right of it, ended, and was it not opened again since?
EXISTS (SELECT FROM request_clock f WHERE f.organisation_id = l.organisation_id AND f.request_id = l.request_id
	AND f.letter = coalesce(l.message_id, l.file) AND f.fact IN ('answered', 'answered-in-part', 'refused', 'closed')
	AND
-- include fact_stands
	)

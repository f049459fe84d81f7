-- Is a task of the request not accounted for?
	EXISTS (SELECT FROM task x WHERE x.organisation_id = $1 AND x.request_id = r.request_id
		AND x.idle IN ('asked', 'failed', 'waiting'))

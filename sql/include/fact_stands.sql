-- Was the request of the fact f, of its clock, not opened again since?
NOT EXISTS (SELECT FROM request_clock o WHERE o.organisation_id = f.organisation_id AND o.request_id = f.request_id
	AND o.fact = 'reopened' AND o.clock_id > f.clock_id)

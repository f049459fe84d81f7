-- The columns of a request as struct request has them; r: the request.
	r.organisation_id, r.request_id, r.reference, r.state, r.channel, r.language, r.handler,
	r.subject_relation, r.instructed_by, r.answer_by, r.received_at, r.received, r.deadline, r.extended, r.promise,
	r.due, r.is_extended, r.calendar, r.calendar_version, r.register_version, r.logged_at, r.answered_at, r.closed_at,
	r.changes

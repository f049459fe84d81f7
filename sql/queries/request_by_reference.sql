-- The request people call by this reference. Its beginning names the organisation.
-- $1 reference text
-- returns a request
SELECT r.organisation_id, r.request_id, r.reference, r.state, r.channel, r.language, r.handler,
	r.subject_relation, r.instructed_by, r.answer_by, r.received_at, r.received, r.deadline, r.extended, r.promise,
	r.due, r.is_extended, r.calendar, r.calendar_version, r.register_version, r.logged_at, r.answered_at, r.closed_at
FROM organisation o
JOIN request r ON r.organisation_id = o.organisation_id AND r.reference = $1
WHERE o.code = split_part($1::text, '-', 1)

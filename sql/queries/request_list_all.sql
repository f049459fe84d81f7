-- Requests, most urgent first: closed or not.
-- $1 organisation_id bigint, $2 state text (open: neither answered nor closed; all;
-- null: all but closed), $3 handler text or null, $4 blind text or null, $5 due_by date or
-- null, $6 after: a reference text or null, $7 limit bigint
-- returns requests
SELECT r.organisation_id, r.request_id, r.reference, r.state, r.channel, r.language, r.handler,
	r.subject_relation, r.instructed_by, r.answer_by, r.received_at, r.received, r.deadline, r.extended, r.promise,
	r.due, r.is_extended, r.calendar, r.calendar_version, r.register_version, r.logged_at, r.answered_at, r.closed_at
FROM request r
WHERE r.organisation_id = $1 AND $2::text = 'all' AND $3::text IS NULL AND $4::text IS NULL
	AND r.due <= coalesce($5::date, 'infinity')
	AND (r.due, r.reference) > (coalesce((SELECT p.due FROM request p WHERE p.organisation_id = $1 AND p.reference = $6),
		'-infinity'), coalesce($6::text, ''))
ORDER BY r.due, r.reference LIMIT $7

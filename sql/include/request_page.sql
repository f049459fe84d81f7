-- The end of each request_list query, whose parameters are those of all of them:
-- $1 organisation_id bigint, $2 state text (open: neither answered nor closed; all; null: all but closed), $3 handler
-- text or null, $4 blind text or null, $5 due_by date or null, $6 after: a reference text or null, $7 limit bigint
	AND r.due <= coalesce($5::date, 'infinity')
	AND (r.due, r.reference) > (coalesce((SELECT p.due FROM request p WHERE p.organisation_id = $1 AND p.reference = $6),
		'-infinity'), coalesce($6::text, ''))
ORDER BY r.due, r.reference LIMIT $7

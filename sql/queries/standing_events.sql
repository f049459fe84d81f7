-- What the log says of some requests, their clocks and tasks, in the order of writing of each. By a text that more may hold: who
-- reads them looks at the kind.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- returns request_id bigint, body text
SELECT request_id, body FROM event
WHERE organisation_id = $1 AND request_id = ANY ($2::bigint[])
	AND (body LIKE '%"kind":"clock.%' OR body LIKE '%"kind":"request.%' OR body LIKE '%"kind":"task.%'
		OR body LIKE '%"kind":"identifier.rejected"%' OR body LIKE '%"kind":"answer.approved"%'
		OR body LIKE '%"kind":"review.approved"%' OR body LIKE '%"kind":"change.approved"%')
ORDER BY request_id, event_id

-- Who has the role of approver where a request is, and whether they had a hand in it: who did more to it than look, advise or
-- approve. By the names in the log: who has a name that had a hand in it is taken for that person. Nor whom it is about.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns name text, hand text: "themselves", or what they did, the kind of their first such event; null: nothing
SELECT u.name, CASE WHEN EXISTS (SELECT FROM user_identifier k JOIN identifier i
		ON i.organisation_id = k.organisation_id AND i.kind = k.kind AND i.blind = k.blind AND i.state = 'usable'
	WHERE k.organisation_id = $1 AND k.user_id = u.user_id AND i.request_id = $2) THEN 'themselves'
	ELSE (SELECT e.body::jsonb ->> 'kind' FROM event e
	WHERE e.organisation_id = $1 AND e.request_id = $2 AND e.body::jsonb ->> 'actor' = u.name
		AND e.body::jsonb ->> 'kind' NOT LIKE 'view.%'
		AND e.body::jsonb ->> 'kind' NOT IN ('request.noted', 'request.advised', 'lookup.begun', 'lookup.made', 'letter.read', 'archive.inspected',
			'archive.not-inspected', 'answer.approved', 'review.approved', 'change.approved', 'erasure.planned')
	ORDER BY e.event_id LIMIT 1) END AS hand
FROM app_user u
WHERE NOT u.disabled AND EXISTS (SELECT FROM user_role r WHERE r.user_id = u.user_id AND r.role = 'approver'
	AND (r.organisation_id IS NULL OR r.organisation_id = $1))
ORDER BY u.name

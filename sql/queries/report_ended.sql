-- Requests received before a day, eleven months or more before a period, that may have ended in it: those that took so
-- long, be it until the letter that tells it left, and of a past day those that are open now, perhaps
-- again. The facts decide; this only saves reading all of them.
-- $1 organisation_id bigint, $2 received before date, $3 known before timestamptz (null: now)
-- returns request_id bigint
SELECT r.request_id FROM request r
WHERE r.organisation_id = $1 AND r.received < $2 AND coalesce(r.answered_at, r.closed_at) - r.received_at > interval '330 days'
UNION
SELECT r.request_id FROM request_clock c JOIN request r ON r.organisation_id = c.organisation_id AND r.request_id = c.request_id
WHERE c.organisation_id = $1 AND c.fact = 'letter-sent' AND (c.ground IN ('refusal', 'done') OR c.ground LIKE 'close-%') AND c.day > $2::date + 330
	AND r.received < $2 AND c.day > r.received + 330
UNION
SELECT r.request_id FROM request r
WHERE $3::timestamptz IS NOT NULL AND r.organisation_id = $1 AND r.state NOT IN ('answered', 'closed')
	AND r.due < $2::date + 120 AND r.received < $2

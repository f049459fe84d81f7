-- Requests that may be open, or have ended with nobody told: those open, the most urgent and the one longest late by law;
-- those of which a letter lies there that tells it; and of a past day those of which an end, or what became of its letter,
-- was recorded since. The facts decide; this only saves reading all of them.
-- $1 organisation_id bigint, $2 due by date (null: whenever), $3 ended since timestamptz (null: none), $4 limit bigint
-- returns request_id bigint
WITH o AS NOT MATERIALIZED (
	SELECT r.request_id, r.reference, r.due, CASE WHEN r.is_extended THEN r.extended ELSE r.deadline END AS last
	FROM request r WHERE r.organisation_id = $1 AND r.state NOT IN ('answered', 'closed') AND ($2::date IS NULL OR r.due <= $2)
)
(SELECT request_id FROM o ORDER BY due, reference LIMIT $4)
UNION
(SELECT request_id FROM o WHERE $3::timestamptz IS NULL ORDER BY last, reference LIMIT 1)
UNION
SELECT l.request_id FROM letter l JOIN request r ON r.organisation_id = l.organisation_id AND r.request_id = l.request_id
WHERE l.organisation_id = $1 AND l.state IN ('written', 'bounced') AND l.recipient_kind <> 'colleague' AND l.recipient_kind = 'person'
	AND (l.kind IN ('refusal', 'done') OR l.kind LIKE 'close-%') AND r.state IN ('answered', 'closed')
	AND ($2::date IS NULL OR r.due <= $2)
UNION
SELECT c.request_id FROM request_clock c
WHERE c.organisation_id = $1 AND c.fact IN ('answered', 'closed', 'withdrawn', 'letter-sent') AND c.recorded_at >= $3

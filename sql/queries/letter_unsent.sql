-- Letters to somebody outside that lie there: written before an instant (of a request that has ended and is past due,
-- whenever) and never recorded as sent, or come back since. Of a request that has ended only those of the kinds that are to
-- leave all the same, and what came back and tells how it ended; not what asked a recipient who has answered since, nor what
-- was asked or forwarded anew since, nor who asks, of whom a check has told since, nor what a question asks that was taken
-- back; of a request that was entered by mistake none; nor what tells a decision ($6) of before
-- the request was opened again, or that it is not known who asks when a check has told since it was written; these are
-- looked up last, as CASE and t keep them, for they cost most. OFFSET 0 has what lies there read first, and the rest by it. The
-- first $5, in the order of their requests.
-- $1 organisation_id bigint, $2 request_id bigint or null: of all, $3 before timestamptz, $4 kinds text[], $5 limit bigint,
-- $6 kinds text[], $7 today date
-- returns letter_id bigint, request_id bigint, reference text, kind text, recipient_kind text, at timestamptz, bounced date,
-- ends boolean: it tells how the request or a right of it ended, of which nobody is told until it leaves
WITH l AS (
	SELECT l.organisation_id, l.letter_id, l.request_id, r.reference, l.kind, l.recipient_kind, l.at, l.bounced,
		l.message_id, l.file
	FROM (SELECT * FROM letter x WHERE x.organisation_id = $1 AND x.state IN ('written', 'bounced')
			AND x.recipient_kind <> 'colleague' AND ($2::bigint IS NULL OR x.request_id = $2) ORDER BY x.letter_id OFFSET 0) l,
		LATERAL (SELECT x.reference, x.due, x.answered_at IS NOT NULL OR x.closed_at IS NOT NULL AS ended,
				x.closed_at IS NOT NULL AS closed FROM request x
			WHERE x.organisation_id = $1 AND x.request_id = l.request_id OFFSET 0) r
		LEFT JOIN LATERAL (SELECT x.task_id, x.state FROM task x WHERE x.organisation_id = $1 AND x.task_id = l.task_id OFFSET 0) t
			ON true
	WHERE (l.state = 'bounced' OR l.at < $3 OR (r.ended AND r.due < $7))
		AND (NOT r.ended OR l.kind = ANY ($4::text[]) OR (l.state = 'bounced' AND l.kind = ANY ($6::text[])))
		AND (l.recipient_kind <> 'recipient' OR l.task_id IS NULL OR t.state = 'asked')
		AND CASE
			WHEN r.closed AND EXISTS (SELECT FROM request_clock f
				WHERE f.organisation_id = l.organisation_id AND f.request_id = l.request_id
					AND f.fact = 'closed' AND f.ground = 'entered-by-mistake' AND
-- include fact_stands
				) THEN false
			WHEN l.kind IN ('instruction', 'forward') THEN NOT EXISTS (SELECT FROM letter n
				WHERE n.organisation_id = l.organisation_id AND n.request_id = l.request_id AND n.task_id = t.task_id
					AND n.kind = l.kind AND n.recipient = l.recipient AND n.letter_id > l.letter_id)
			WHEN l.kind LIKE 'question-%' THEN NOT EXISTS (SELECT FROM request_clock c
				WHERE c.organisation_id = l.organisation_id AND c.request_id = l.request_id
					AND ((l.kind = 'question-identity' AND c.fact = 'verified' AND c.result = 'passed'
							AND c.recorded_at >= l.at)
						OR (c.fact = 'question-taken-back' AND c.letter = coalesce(l.message_id, l.file))))
			WHEN l.kind = ANY ($6::text[]) THEN NOT EXISTS (SELECT FROM request_clock c
				WHERE c.organisation_id = l.organisation_id AND c.request_id = l.request_id
					AND (c.fact = 'reopened'
						OR (l.kind = 'close-not-identified' AND c.fact = 'verified' AND c.result = 'passed'))
					AND l.facts < (SELECT count(*) FROM request_clock e
						WHERE e.organisation_id = c.organisation_id AND e.request_id = c.request_id
							AND e.clock_id <= c.clock_id))
				AND (NOT r.ended OR l.kind = ANY ($4::text[]) OR
-- include letter_ends
				)
			ELSE true END
	ORDER BY l.letter_id LIMIT $5
)
SELECT letter_id, request_id, reference, kind, recipient_kind, at, bounced,
-- include letter_ends
	AS ends
FROM l ORDER BY request_id, letter_id

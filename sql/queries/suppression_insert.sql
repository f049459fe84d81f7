-- Entries of the stop list, each identifier for each purpose; not where one as wide runs already. Where the same request
-- said a channel for that purpose before, what becomes known later of the person is stopped by that one.
-- $1 organisation_id bigint, $2 request_id bigint, $3 kind text[], $4 blind text[], $5 sealed text[], $6 purposes text[],
-- $7 channel text or null: any, $8 since timestamptz, $9 by text
-- changes state
INSERT INTO suppression (organisation_id, request_id, kind, blind, sealed, purpose, channel, since, by)
SELECT $1, $2, i.kind, i.blind, i.sealed, p.purpose, coalesce($7, before.channel), $8, $9
FROM unnest($3::text[], $4::text[], $5::text[]) AS i (kind, blind, sealed)
CROSS JOIN unnest($6::text[]) AS p (purpose)
LEFT JOIN LATERAL (SELECT s.channel FROM suppression s WHERE s.organisation_id = $1 AND s.request_id = $2
	AND s.purpose = p.purpose ORDER BY s.suppression_id LIMIT 1) before ON true
WHERE NOT EXISTS (SELECT FROM suppression s WHERE s.organisation_id = $1 AND s.blind = i.blind AND s.kind = i.kind
	AND s.purpose = p.purpose AND s.ended_at IS NULL AND s.channel IS NULL)
ON CONFLICT DO NOTHING

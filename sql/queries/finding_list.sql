-- What stands of findings, of an organisation or of one of its systems.
-- $1 organisation_id bigint, $2 system text or null
-- returns finding_id bigint, request_id bigint, reference text, system text, collection text, why text, purpose text or null, records bigint,
-- first_at timestamptz, last_at timestamptz
SELECT f.finding_id, f.request_id, r.reference, f.system, f.collection, f.why, f.purpose, f.records, f.first_at, f.last_at
FROM finding f JOIN request r ON r.organisation_id = f.organisation_id AND r.request_id = f.request_id
WHERE f.organisation_id = $1 AND f.gone_at IS NULL AND ($2::text IS NULL OR f.system = $2) ORDER BY f.finding_id

-- Erasures done at a system since then, the last of each request.
-- $1 organisation_id bigint, $2 system text, $3 since timestamptz
-- returns erasure_id bigint, request_id bigint, reference text, receipt jsonb, ended_at timestamptz
SELECT DISTINCT ON (e.request_id) e.erasure_id, e.request_id, r.reference, e.receipt, e.ended_at
FROM erasure e JOIN request r ON r.organisation_id = e.organisation_id AND r.request_id = e.request_id
WHERE e.organisation_id = $1 AND e.system = $2 AND e.state = 'done' AND e.ended_at > $3
ORDER BY e.request_id, e.erasure_id DESC

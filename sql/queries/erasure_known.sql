-- Does the ledger have that erasure?
-- $1 organisation_id bigint, $2 reference text, $3 system text, $4 change int
-- returns known boolean
SELECT EXISTS (SELECT FROM erasure e JOIN request r USING (organisation_id, request_id)
	WHERE e.organisation_id = $1 AND r.reference = $2 AND e.system = $3 AND e.change = $4) AS known

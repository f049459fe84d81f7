-- The columns of a fact as the store reads them; $1 the organisation, c: the fact.
	c.request_id, c.fact, c.day, c.at, c.by, c.recorded_at, c.ref, c.ground, c.right_name, c.method, c.result, c.cause, c.duplicate_of,
	c.withdrawn_by, c.amount_cents, c.withdraw_by, c.until, c.large_quantity, c.accepted, c.late, c.unannounced,
	c.recipients, c.letter, c.sealed, c.identifier_id, c.scope,
	ARRAY(SELECT p.category FROM right_category p WHERE p.organisation_id = $1 AND p.clock_id = c.clock_id
		ORDER BY p.category, p.purpose) AS categories,
	ARRAY(SELECT p.purpose FROM right_category p WHERE p.organisation_id = $1 AND p.clock_id = c.clock_id
		ORDER BY p.category, p.purpose) AS purposes

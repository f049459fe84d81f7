-- The columns of a hold as struct hold has them; h: the hold, r: its request.
	h.hold_id, h.request_id, r.reference, h.kind, h.system, h.category, h.collection, h.columns, coalesce(h.erasure_id, 0) AS erasure_id, coalesce(h.task_id, 0) AS task_id, h.basis, h.article,
	h.last_day, h.must_go, h.review, h.owner, coalesce(h.records, 0) AS records, h.sealed, h.by, h.at, h.looked_on, h.told_on,
	h.released_at, h.released_by, h.reason, h.ended_at

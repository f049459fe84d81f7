-- The columns of an entry of the stop list as struct suppression has them; s: the entry, r: its request.
	s.suppression_id, s.request_id, r.reference, s.kind, s.blind, s.sealed, s.purpose, s.channel, s.since, s.by, s.ended_at,
	s.ended_by, s.reason

-- Requests that took nearly a year: the report of a month looks for those that ended in it, however long ago they came in.
-- There are few, or none.
CREATE INDEX request_stragglers ON request (organisation_id, received)
	WHERE coalesce(answered_at, closed_at) - received_at > interval '330 days';

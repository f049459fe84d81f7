-- A request ended: nothing of it is searched or asked any more (GDPR art. 5(1)(c)). Who runs one finds the lease gone. They are
-- not finished: a person's own skip is.
-- $1 organisation_id bigint, $2 request_id bigint, $3 code text
-- changes state
UPDATE task SET state = 'skipped', error = $3, not_before = NULL, lease_until = NULL, worker = NULL, again = false
WHERE organisation_id = $1 AND request_id = $2 AND state IN ('ready', 'asked', 'failed')

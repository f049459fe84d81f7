-- How long to wait for a lock in this transaction: a report holds nobody up.
-- returns text
SELECT set_config('lock_timeout', '1s', true)

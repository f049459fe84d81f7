-- From now on nothing is wrapped by an older installation key than this one.
-- $1 key_id text
UPDATE installation SET key_id = $1 WHERE coalesce(key_id, '') < $1

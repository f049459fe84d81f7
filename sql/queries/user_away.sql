-- They are away on these days, and somebody deputises for them; or, without, they are back.
-- $1 name text, $2 from date or null, $3 until date or null, $4 deputy text or null
-- changes state
UPDATE app_user SET away_from = $2, away_until = $3, deputy_id = (SELECT user_id FROM app_user WHERE name = $4)
WHERE name = $1

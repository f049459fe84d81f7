-- Settings of a session: as whom it works, and which organisations it sees until session_act says. No plan_cache_mode: it
-- would have the server plan its foreign key checks anew for each row.
-- $1 role text (none: as whom it logged in), $2 organisations text
-- returns nothing of interest
SELECT set_config('TimeZone', 'UTC', false),
	set_config('random_page_cost', '1.1', false),
	set_config('jit', 'off', false),
	set_config('dossier.organisations', $2::text, false),
	set_config('role', $1::text, false)

-- Settings of a session. No plan_cache_mode: it would have the server plan its foreign key checks anew for each row.
-- returns nothing of interest
SELECT set_config('TimeZone', 'UTC', false),
	set_config('random_page_cost', '1.1', false),
	set_config('jit', 'off', false)

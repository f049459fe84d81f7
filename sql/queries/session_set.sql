-- Settings of a session. Plans are made for the values at hand: with them the planner sees how few rows a batch or a
-- page is, and never falls back to a plan for "some" rows that scans a table.
-- returns nothing of interest
SELECT set_config('TimeZone', 'UTC', false),
	set_config('plan_cache_mode', 'force_custom_plan', false),
	set_config('random_page_cost', '1.1', false),
	set_config('jit', 'off', false)

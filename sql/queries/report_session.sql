-- How a report's queries run in this session: they are few and long, but compiling them takes longer than what it saves.
-- returns text, text
SELECT set_config('jit', 'off', false), set_config('work_mem', '64MB', false)

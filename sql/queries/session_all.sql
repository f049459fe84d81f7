-- From now on the session sees every organisation: whoever holds the keys is asked for no role.
-- returns nothing of interest
SELECT set_config('dossier.organisations', '*', false)

-- The rest of this transaction sees every organisation: what is asked is about the installation, and told to nobody.
-- returns nothing of interest
SELECT set_config('dossier.organisations', '*', true)

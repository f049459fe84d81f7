-- Until the transaction ends the session sees all organisations: what concerns the installation is told in the log of each.
-- returns nothing of interest
SELECT set_config('dossier.organisations', '*', true)

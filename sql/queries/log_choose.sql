-- Whose log is read in this transaction: a COPY takes no parameters.
-- $1 organisation_id bigint
-- returns nothing of interest
SELECT set_config('dossier.log', ($1::bigint)::text, true)

-- Asks to be told of new work.
LISTEN dossier_work

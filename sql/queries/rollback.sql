-- Gives a transaction up.
ROLLBACK

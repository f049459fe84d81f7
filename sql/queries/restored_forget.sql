-- What was erased since the backup is erased again.
DELETE FROM restored

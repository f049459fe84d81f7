-- What follows in this transaction is read as of one moment.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY

-- What kind of installation this is.
-- returns rehearsal boolean
SELECT rehearsal FROM installation

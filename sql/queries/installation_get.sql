-- What kind of installation this is, and who was its first user.
-- returns rehearsal boolean, owner text
SELECT rehearsal, (SELECT name FROM app_user ORDER BY user_id LIMIT 1) AS owner FROM installation

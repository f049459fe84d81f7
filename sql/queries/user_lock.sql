-- All people, until the transaction ends: whoever takes access away waits for whoever else does, and sees what is left.
SELECT FROM app_user ORDER BY user_id FOR NO KEY UPDATE

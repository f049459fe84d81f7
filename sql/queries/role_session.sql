-- As whom the session logged in, and whether that one may become the owner of all tables.
-- returns login text, owns boolean
SELECT session_user::text AS login, pg_has_role(session_user, 'dossier_owner', 'MEMBER') AS owns

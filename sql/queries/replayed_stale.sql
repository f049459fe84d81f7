-- Why systems need not be replayed, where another installation key seals that than this one.
-- $1 organisation_id bigint, $2 id of the installation key text
-- returns replayed_id bigint, system text, sealed text
SELECT replayed_id, system, sealed FROM replayed
WHERE organisation_id = $1 AND sealed IS NOT NULL AND split_part(sealed, ':', 1) <> $2
ORDER BY replayed_id LIMIT 500
FOR UPDATE

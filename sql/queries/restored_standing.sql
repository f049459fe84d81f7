-- What this database knows of what lies outside of it, an organisation a row: how far its log has grown, and its ledger file.
-- returns made_at timestamptz, marked boolean (it came from a backup, and was not replayed), organisation_id bigint, slug text
--   (null: there is no organisation), size bigint, bytes bigint, lines bigint, hash text
SELECT r.made_at, r.single IS NOT NULL AS marked, o.organisation_id, o.slug, coalesce(t.size, 0) AS size,
	coalesce(l.bytes, 0) AS bytes, coalesce(l.lines, 0) AS lines, l.hash
FROM (SELECT 1) one LEFT JOIN restored r ON true LEFT JOIN organisation o ON true
	LEFT JOIN event_tree t ON t.organisation_id = o.organisation_id
	LEFT JOIN ledger_file l ON l.organisation_id = o.organisation_id
ORDER BY o.slug

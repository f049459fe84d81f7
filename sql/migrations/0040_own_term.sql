-- Our own dossiers minimise themselves: what was collected goes after the organisation's term, and what shows that it was done stays.

ALTER TABLE sealing_key DROP CONSTRAINT sealing_key_check2,
	ADD COLUMN content_ends_at timestamptz, ADD COLUMN content_destroyed_at timestamptz,
	ADD CONSTRAINT sealing_key_content CHECK (num_nulls(content, content_public)
		= CASE WHEN state = 'active' AND content_destroyed_at IS NULL THEN 0 ELSE 2 END),
	ADD CONSTRAINT sealing_key_ledger CHECK ((ledger IS NULL) = (state = 'destroyed')),
	ADD CONSTRAINT sealing_key_ends CHECK (content_destroyed_at IS NULL OR content_ends_at IS NOT NULL);
COMMENT ON COLUMN sealing_key.content_ends_at IS 'When it was written down that the key for collected data is destroyed: it opens nothing any more; null: it does';
COMMENT ON COLUMN sealing_key.content_destroyed_at IS 'When it was, with what it sealed; null: not yet';
CREATE INDEX sealing_key_content_ends ON sealing_key (organisation_id, key_id) WHERE content_ends_at IS NOT NULL AND content_destroyed_at IS NULL;
CREATE INDEX request_ended ON request (organisation_id, coalesce(closed_at, answered_at)) WHERE state IN ('answered', 'closed');

GRANT UPDATE (content, content_public, content_ends_at, content_destroyed_at) ON sealing_key TO dossier_app, dossier_worker;
GRANT SELECT ON original TO dossier_worker;
GRANT DELETE ON original, lookup TO dossier_app, dossier_worker;
GRANT UPDATE (blob) ON release TO dossier_app, dossier_worker;

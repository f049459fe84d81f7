-- Letters whose files were written: news of the spool, none of any request, so no event tells it.
-- $1 organisation_id bigint, $2 letter_id bigint[], $3 at timestamptz
UPDATE letter SET state = 'written', at = $3 WHERE organisation_id = $1 AND letter_id = ANY ($2) AND state = 'queued'

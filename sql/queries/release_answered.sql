-- The archive that a right of a request was answered with last.
-- $1 organisation_id bigint, $2 request_id bigint, $3 right text
-- returns release_id bigint, blob text, sha256 text, bytes bigint, built_at timestamptz, contents jsonb, changes bigint, built_by text, left_out jsonb
SELECT release_id, blob, sha256, bytes, built_at, contents, changes, built_by, left_out FROM release r
WHERE organisation_id = $1 AND request_id = $2 AND EXISTS (SELECT FROM event e
	WHERE e.organisation_id = $1 AND e.request_id = $2
		AND e.body::jsonb ->> 'kind' IN ('request.answered', 'request.answered-in-part')
		AND e.body::jsonb -> 'body' @> jsonb_build_object('archive', r.sha256, 'rights', jsonb_build_array($3::text)))
ORDER BY release_id DESC LIMIT 1

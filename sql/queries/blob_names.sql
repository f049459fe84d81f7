-- Every blob that something names, in the order of their names.
-- its rows: blob text
COPY (
	SELECT blob FROM (SELECT blob FROM part UNION SELECT blob FROM release WHERE blob <> '') named ORDER BY blob COLLATE "C"
) TO STDOUT (FORMAT binary)

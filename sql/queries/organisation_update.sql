-- What a newer register says about an organisation. Its slug and its code never change: references begin with the code.
-- $1 organisation_id bigint, $2 name text, $3 zone text, $4 calendar text, $5 country text
-- changes state
UPDATE organisation SET name = $2, zone = $3, calendar = $4, country = $5 WHERE organisation_id = $1

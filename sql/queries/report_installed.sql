-- Since when there is something to report on: the installation, or the organisation where a rehearsal's clock is moved back.
-- $1 organisation_id bigint
-- returns created_at timestamptz
SELECT least(o.created_at, (SELECT i.created_at FROM installation i)) FROM organisation o WHERE o.organisation_id = $1

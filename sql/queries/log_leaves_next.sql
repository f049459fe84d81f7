-- Goes on with the leaves.
-- returns as log_leaves
FETCH 4000 FROM log_leaves

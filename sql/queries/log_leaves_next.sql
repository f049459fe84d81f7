-- Goes on with the leaves.
-- returns as log_leaves
FETCH 500 FROM log_leaves

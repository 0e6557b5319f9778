-- The number of a new run.
SELECT coalesce(max(id), 0) + 1 FROM run

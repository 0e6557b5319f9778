-- The number of a new run: none of a page that was asked for.
SELECT coalesce(max(run), 0) + 1 FROM page

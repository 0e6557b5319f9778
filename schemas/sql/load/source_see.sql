-- A source that a records file names and sources.json does not: last in
-- rank, until somebody describes it.
INSERT INTO source (code, title, publisher, ref_area, source_rank)
VALUES (?1, ?1, '', NULL, 1000)
ON CONFLICT (code) DO NOTHING

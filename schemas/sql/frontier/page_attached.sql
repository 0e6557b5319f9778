-- A file that a release links to, unless another release has it already.
INSERT INTO page (source, kind, key, url, state, found_at, published)
SELECT ?1, 'release', ?2, ?3, 'new', ?4, ?5
WHERE NOT EXISTS (SELECT 1 FROM page WHERE source = ?1 AND url = ?3
    AND kind = 'release')
ON CONFLICT DO NOTHING

-- The version of ?1 that begins on ?2 covers what the one of ?3 covered
-- that stood the day before.
INSERT INTO territory_area (territory, area)
SELECT printf('%s@%.7s', ?1, ?2), a.area
FROM territory AS t JOIN territory_area AS a ON a.territory = t.code
WHERE t.ref_area = ?3 AND t.valid_to = date(?2, '-1 day')

-- The catalogue, for checking lines: 1 where its list of parts is closed.
SELECT i.code, EXISTS (SELECT 1 FROM breakdown AS b
    WHERE b.indicator = i.code AND b.catalogued = 1 AND b.code <> '_T')
FROM indicator AS i ORDER BY i.code

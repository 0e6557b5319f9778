-- An indicator, for checking a line: 1 where its list of parts is closed.
SELECT EXISTS (SELECT 1 FROM breakdown AS b
    WHERE b.indicator = i.code AND b.catalogued = 1 AND b.code <> '_T')
FROM indicator AS i WHERE i.code = ?1

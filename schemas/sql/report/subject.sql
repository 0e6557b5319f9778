-- What a target is about, in words: indicator ?1, its part ?2, area ?3.
SELECT i.name_vi, i.name_en, b.name_vi, b.name_en, a.name_vi, a.name_en
FROM area AS a
LEFT JOIN indicator AS i ON i.code = ?1
LEFT JOIN breakdown AS b ON b.indicator = ?1 AND b.code = ?2
    AND b.code <> '_T'
WHERE a.code = ?3

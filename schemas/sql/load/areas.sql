-- The areas, for checking lines.
SELECT code FROM area ORDER BY code

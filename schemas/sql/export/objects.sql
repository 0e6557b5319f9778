-- What a metadata file of the database describes: views, then tables.
SELECT s.name, s.type
FROM sqlite_schema AS s
WHERE s.type IN ('table', 'view') AND s.name NOT LIKE 'sqlite\_%' ESCAPE '\'
ORDER BY s.type = 'table', s.name

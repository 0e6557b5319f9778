-- A line of the index.
INSERT INTO temp.cdx (line) VALUES (?1)

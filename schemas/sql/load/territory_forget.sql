-- Areas changed: their versions are made anew.
DELETE FROM knowledge WHERE name = 'territories.json'

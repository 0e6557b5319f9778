-- Versions are knowledge: they are what the files say.
DELETE FROM territory

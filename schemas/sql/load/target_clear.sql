-- Targets are knowledge, not data: they are what the file says.
DELETE FROM target

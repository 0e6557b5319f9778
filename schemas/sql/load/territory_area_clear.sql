-- Before territory_clear.
DELETE FROM territory_area

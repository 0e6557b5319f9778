-- A first version covers its own area.
INSERT INTO territory_area (territory, area) SELECT code, ref_area
FROM territory

-- Is this area in the list?
SELECT 1 FROM area WHERE code = ?1

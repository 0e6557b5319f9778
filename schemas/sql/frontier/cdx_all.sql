-- The index in the order of its format: bytes, as LC_ALL=C sorts.
SELECT line FROM temp.cdx ORDER BY line

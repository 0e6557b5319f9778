-- The next archive file begins.
DELETE FROM temp.cdx

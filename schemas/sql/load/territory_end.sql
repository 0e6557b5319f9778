-- The version of an area (?1) that stands ends the day before ?2, as ?3
-- says.
UPDATE territory SET valid_to = date(?2, '-1 day'), source = ?3
WHERE ref_area = ?1 AND valid_to IS NULL

-- The counts of a batch, before its transaction ends.
UPDATE batch SET documents = ?2, added = ?3, unchanged = ?4, withdrawn = ?5,
    superseded = ?6, quarantined = ?7
WHERE id = ?1

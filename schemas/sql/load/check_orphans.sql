-- Figures whose batch or document is not there; foreign keys forbid it.
SELECT count(*) FROM observation AS o
WHERE NOT EXISTS (SELECT 1 FROM document AS d WHERE d.id = o.document_id)
    OR NOT EXISTS (SELECT 1 FROM batch AS b WHERE b.id = o.first_seen)

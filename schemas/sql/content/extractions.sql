-- How each batch fared with each capture.
SELECT d.archive, d.archive_offset, b.name, b.digest, b.loaded_at, x.status,
    x.reason, x.program, x.catalogue
FROM extraction AS x JOIN document AS d ON d.id = x.document_id
JOIN batch AS b ON b.id = x.batch_id
ORDER BY 1, 2, 3, 5, 4, 6, 7, 8, 9

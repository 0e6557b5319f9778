-- Records files as they were loaded.
SELECT name, loaded_at, digest, archive, archive_digest, program, catalogue,
    documents, added, unchanged, withdrawn, superseded, quarantined
FROM batch ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13

-- What a batch could do with a capture.
INSERT INTO extraction (document_id, batch_id, status, reason, program,
    catalogue)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (document_id, batch_id) DO NOTHING

-- A capture, by where it lies in the archive.
SELECT id, release_id FROM document
WHERE archive = ?1 AND archive_offset = ?2

-- Captures, by where they lie in the archive.
SELECT d.archive, d.archive_offset, r.code, d.digest, d.url, d.title,
    d.published, d.retrieved, d.media_type
FROM document AS d JOIN release AS r ON r.id = d.release_id
ORDER BY 1, 2

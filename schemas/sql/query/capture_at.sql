-- Where the capture of the address ?1 at the time ?2 lies.
SELECT archive, archive_offset FROM document
WHERE url = ?1 AND retrieved = ?2
ORDER BY id LIMIT 1

-- One row.
SELECT url, state, published, tries, etag, modified,
    digest, captured_at, archive, archive_offset, usual,
    fetched_at, captured_url
FROM page WHERE source = ?1 AND kind = ?2 AND key = ?3

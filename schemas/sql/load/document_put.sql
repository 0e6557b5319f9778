-- A capture.
INSERT INTO document (digest, release_id, url, title, published, retrieved,
    media_type, archive, archive_offset)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)

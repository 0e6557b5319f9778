-- The archive holds an answer. One from another archive may be older than
-- what is known of the page, and then changes nothing of it (fetched_at is
-- never before captured_at); nor does a release move to where that one was.
INSERT INTO page (source, kind, key, url, state, found_at, published, run,
    tried_at, fetched_at, etag, modified, digest, captured_at, archive,
    archive_offset, captured_url)
VALUES (?1, ?2, ?3, ?4, 'done', ?6, ?7, ?8, ?6, ?6, ?9, ?10, ?5, ?6, ?11,
    ?12, ?13)
ON CONFLICT (source, kind, key) DO UPDATE SET
    url = iif(kind = 'release', url, ?4), state = 'done',
    published = coalesce(published, ?7), run = max(run, ?8),
    tried_at = max(coalesce(tried_at, ''), ?6),
    tries = 0, next_at = NULL, error = NULL, fetched_at = ?6, etag = ?9,
    modified = ?10, digest = ?5, captured_at = ?6, archive = ?11,
    archive_offset = ?12, captured_url = ?13
WHERE page.fetched_at IS NULL OR page.fetched_at <= ?6

-- A listing shows this release. The address of one that is not in the
-- archive is the last one shown.
INSERT INTO page (source, kind, key, url, state, found_at, published,
    stated_at)
VALUES (?1, 'release', ?2, ?3, 'new', ?4, ?5, ?6)
ON CONFLICT (source, kind, key) DO UPDATE SET
    url = iif(state = 'done', url, ?3),
    published = coalesce(?5, published),
    stated_at = coalesce(?6, stated_at)

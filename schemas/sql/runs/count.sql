-- What run ?1 has done so far.
UPDATE run SET fetched = ?2, fresh = ?3, changed = ?4, unchanged = ?5,
    failed = ?6, documents = ?7, unread = ?8, added = ?9, withdrawn = ?10,
    quarantined = ?11, opened = ?12, closed = ?13, warnings = ?14,
    errors = ?15, sandbox = ?16
WHERE id = ?1

-- Whose attachment is at this address?
SELECT key FROM page
WHERE source = ?1 AND url = ?2 AND kind = 'release' AND instr(key, '#') > 0

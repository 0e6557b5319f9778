-- Does the archive hold this payload of the release, or what was taken then?
SELECT 1 FROM capture
WHERE source = ?1 AND key = ?2 AND (captured_at = ?3 OR payload = ?4)

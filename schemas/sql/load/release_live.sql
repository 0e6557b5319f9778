-- What a release states so far, and whether from the same payload (?2).
SELECT o.id, d.digest = ?2
FROM observation AS o JOIN document AS d ON d.id = o.document_id
WHERE o.release_id = ?1 AND o.withdrawn IS NULL
ORDER BY o.id

-- Findings of check ?1 that were not found again; ?3: the check was changed.
UPDATE finding SET closed_at = ?2,
    closed_batch = (SELECT max(id) FROM batch),
    closed_why = CASE WHEN EXISTS (SELECT 1 FROM finding_observation AS f
	JOIN observation AS o ON o.id = f.observation_id
	WHERE f.finding_id = finding.id AND o.withdrawn IS NOT NULL)
    THEN 'withdrawn' WHEN ?3 THEN 'rule' ELSE 'settled' END
WHERE check_code = ?1 AND closed_at IS NULL
    AND id NOT IN (SELECT finding_id FROM temp.seen)

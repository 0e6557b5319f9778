-- Targets that are no more have no standing verdict.
UPDATE verdict SET superseded_at = ?1
WHERE superseded_at IS NULL AND target NOT IN (SELECT code FROM target)

-- All checks are applied.
INSERT INTO examination (batch_id, digest, examined_at)
SELECT max(id), ?1, ?2 FROM batch

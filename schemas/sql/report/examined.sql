-- When the figures were last examined by time ?1, and whether something was
-- loaded between that and then: batch ?2 is the last one.
SELECT examined_at, coalesce(batch_id, 0) < ?2
FROM examination WHERE examined_at <= ?1 ORDER BY id DESC LIMIT 1

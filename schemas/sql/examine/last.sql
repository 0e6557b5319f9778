-- The batch and the checks of the last examination, and the newest batch;
-- findings are up to date where they are the same.
SELECT n.newest, x.batch_id, x.digest
FROM (SELECT max(id) AS newest FROM batch) AS n
LEFT JOIN examination AS x ON x.id = (SELECT max(id) FROM examination)

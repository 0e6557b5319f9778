-- Is this part known?
SELECT 1 FROM breakdown WHERE indicator = ?1 AND code = ?2

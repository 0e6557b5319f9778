-- Of each source that is asked: when its last release was published, and by
-- when the next one that it owes is due, NULL where it owes none. A release
-- reports at the latest on the period that had ended when it was published,
-- ten days allowed (as query/coverage.sql has it); the next one is due.
WITH held AS (
	SELECT r.source, max(d.published) AS latest
	FROM release AS r JOIN document AS d ON d.release_id = r.id
	GROUP BY r.source),
owed AS (
	SELECT s.code, s.schedule_days AS days, h.latest,
	    CASE schedule_every WHEN 'month' THEN 1 WHEN 'quarter' THEN 3
		WHEN 'year' THEN 12 END AS step,
	    CAST(substr(schedule_from, 1, 4) AS INTEGER) * 12 +
		CAST(substr(schedule_from, 6, 2) AS INTEGER) - 1 AS from_month,
	    CAST(substr(schedule_until, 1, 4) AS INTEGER) * 12 +
		CAST(substr(schedule_until, 6, 2) AS INTEGER) - 1 AS until_month,
	    CAST(strftime('%Y', h.latest, '+11 days') AS INTEGER) * 12 +
		CAST(strftime('%m', h.latest, '+11 days') AS INTEGER) - 1 AS month
	FROM source AS s LEFT JOIN held AS h ON h.source = s.code
	WHERE s.enabled),
next AS (
	SELECT *, max(coalesce(month - month % step, 0),
	    from_month - from_month % step) AS first
	FROM owed)
SELECT code, latest,
    CASE WHEN step IS NULL OR first > until_month THEN NULL ELSE
	date(printf('%04d-%02d-01', (first + step) / 12,
	    (first + step) % 12 + 1), '-1 day', '+' || days || ' days') END
    AS due
FROM next
ORDER BY code

-- How each source does: when it answered last (an answer that could be
-- used), when it last had something new, how many runs in a row it did not
-- answer since, and what it said in the last one.
WITH asked AS (
	SELECT s.source, s.run, r.began_at, s.fetched + s.unchanged > 0 AS well,
	    s.fresh + s.changed > 0 AS news, s.error
	FROM source AS s JOIN run AS r ON r.id = s.run)
SELECT a.source, max(began_at) AS asked_at,
    max(began_at) FILTER (WHERE well) AS answered_at,
    max(began_at) FILTER (WHERE news) AS news_at,
    count(*) FILTER (WHERE NOT well AND run > (
	SELECT coalesce(max(b.run), 0) FROM asked AS b
	WHERE b.source = a.source AND b.well)) AS silent,
    (SELECT b.error FROM asked AS b WHERE b.source = a.source
	ORDER BY b.run DESC LIMIT 1) AS error
FROM asked AS a
GROUP BY a.source
ORDER BY a.source

-- Which periods the sources owe, and their releases, as known at ?1 (UTC);
-- of source ?2 alone, of periods that a day from ?3 to ?4 belongs to; each
-- of the three may be NULL.
--
-- A page is a release with its attachments. It reports on one period: the
-- last that ends where the latest of its standing figures of the role
-- "actual" ends. Such a figure lies within a year and begins and ends where
-- periods of the schedule do (of months: a month, a quarter, January to May,
-- the year). A period that had not ended when the page was published, ten
-- days allowed, cannot be the one: those are outlooks called figures.
--   covered     a page reports on it
--   not-due     no page yet, and its days have not passed
--   no-figures  only pages without such figures, published from ten days
--               before its end to the last of its days; a page belongs to
--               the last period that it can belong to
--   missing     nothing
WITH RECURSIVE
question AS (SELECT ?1 AS time, ?2 AS source, ?3 AS since, ?4 AS until),
-- From here on the view "coverage" is the same, which a test compares.
known AS (
	SELECT (SELECT coalesce(max(id), 0) FROM batch
		WHERE loaded_at <= time) AS batch, substr(time, 1, 10) AS day,
	    CAST(substr(time, 1, 4) AS INTEGER) * 12 +
	    CAST(substr(time, 6, 2) AS INTEGER) - 1 AS month
	FROM question),
asked AS (
	SELECT s.*, CASE schedule_every WHEN 'month' THEN 1
	    WHEN 'quarter' THEN 3 WHEN 'year' THEN 12 END AS step,
	    CAST(substr(schedule_from, 1, 4) AS INTEGER) * 12 +
	    CAST(substr(schedule_from, 6, 2) AS INTEGER) - 1 AS from_month,
	    CAST(substr(schedule_until, 1, 4) AS INTEGER) * 12 +
	    CAST(substr(schedule_until, 6, 2) AS INTEGER) - 1 AS until_month
	FROM source AS s, question AS q
	WHERE q.source IS NULL OR s.code = q.source),
-- Months since year 0, as in observation; up to the one that is running.
step_by_step AS (
	SELECT code AS source, step, schedule_days AS days,
	    from_month - from_month % step AS first,
	    min(coalesce(until_month, month), month) AS stop
	FROM asked, known
	WHERE step IS NOT NULL AND from_month - from_month % step <=
	    min(coalesce(until_month, month), month)
	UNION ALL
	SELECT source, step, days, first + step, stop
	FROM step_by_step
	WHERE first + step <= stop),
owed AS (
	SELECT p.source, step, first, first + step AS past,
	    date(last_day, '+' || days || ' days') AS due
	FROM (SELECT *, date(printf('%04d-%02d-01', (first + step) / 12,
		(first + step) % 12 + 1), '-1 day') AS last_day
	    FROM step_by_step) AS p, question AS q
	WHERE (q.since IS NULL OR last_day >= q.since) AND (q.until IS NULL OR
	    printf('%04d-%02d-01', first / 12, first % 12 + 1) <= q.until)),
-- An attachment has the code of its page, "#" and the name of the file.
member AS (
	SELECT r.id AS release_id, r.source, instr(r.code, '#') = 0 AS is_page,
	    substr(r.code, 1, instr(r.code || '#', '#') - 1) AS page
	FROM release AS r JOIN asked AS a ON a.code = r.source),
-- With what was made of it last.
capture AS (
	SELECT m.source, m.page, m.is_page, d.id, d.title, d.url,
	    d.published, d.retrieved, x.status
	FROM member AS m
	JOIN document AS d ON d.release_id = m.release_id
	JOIN extraction AS x ON x.document_id = d.id AND x.batch_id = (
		SELECT max(last.batch_id) FROM extraction AS last, known
		WHERE last.document_id = d.id AND last.batch_id <= batch)),
page AS (
	SELECT source, page, title, url, status, published,
	    coalesce(published_last, substr(retrieved, 1, 10)) AS told
	FROM (SELECT source, page, title, url, status, retrieved,
		coalesce(min(iif(is_page, published, NULL)) OVER whole,
		    min(published) OVER whole) AS published,
		coalesce(max(iif(is_page, published, NULL)) OVER whole,
		    max(published) OVER whole) AS published_last,
		row_number() OVER (PARTITION BY page ORDER BY is_page DESC,
		    retrieved DESC, id DESC) AS place
	    FROM capture
	    WINDOW whole AS (PARTITION BY page))
	WHERE place = 1),
-- A period that ends before the month "ended" had ended, or would within ten
-- days, when the page was published.
dated AS (
	SELECT m.release_id, m.source, m.page, a.step,
	    CAST(strftime('%Y', p.told, '+11 days') AS INTEGER) * 12 +
	    CAST(strftime('%m', p.told, '+11 days') AS INTEGER) - 1 AS ended
	FROM member AS m
	JOIN page AS p ON p.page = m.page
	JOIN asked AS a ON a.code = m.source AND a.step IS NOT NULL),
-- CROSS JOIN and +: the figures are walked once, as they lie.
report AS (
	SELECT t.source, t.page, max(o.period_first + o.period_months) AS past
	FROM known CROSS JOIN observation AS o
	CROSS JOIN dated AS t ON t.release_id = o.release_id
	WHERE +o.role = 'actual' AND o.first_seen <= known.batch
	    AND (o.withdrawn IS NULL OR o.withdrawn > known.batch)
	    AND o.period_first % t.step = 0 AND o.period_months % t.step = 0
	    AND o.period_first % 12 + o.period_months <= 12
	    AND o.period_first + o.period_months <= t.ended
	GROUP BY t.page),
silent AS (
	SELECT source, page, ended - ended % step AS past
	FROM (SELECT p.source, p.page, a.step,
		CAST(strftime('%Y', p.published, '+11 days') AS INTEGER) * 12
		+ CAST(strftime('%m', p.published, '+11 days') AS INTEGER) - 1
		AS ended
	    FROM page AS p
	    JOIN asked AS a ON a.code = p.source AND a.step IS NOT NULL
	    WHERE p.page NOT IN (SELECT page FROM report))),
found AS (
	SELECT o.source, o.past, p.page, p.published, p.status, p.title,
	    p.url, 1 AS covers
	FROM owed AS o
	JOIN report AS s ON s.source = o.source AND s.past = o.past
	JOIN page AS p ON p.page = s.page
	UNION ALL
	SELECT o.source, o.past, p.page, p.published, p.status, p.title,
	    p.url, 0
	FROM owed AS o
	JOIN silent AS s ON s.source = o.source AND s.past = o.past
	JOIN page AS p ON p.page = s.page
	WHERE p.published <= o.due),
fate AS (
	SELECT o.*, CASE WHEN f.covers THEN 'covered'
	    WHEN o.due >= known.day THEN 'not-due'
	    WHEN f.covers IS NOT NULL THEN 'no-figures'
	    ELSE 'missing' END AS state
	FROM known, owed AS o
	LEFT JOIN (SELECT source, past, max(covers) AS covers
	    FROM found GROUP BY source, past) AS f
	    ON f.source = o.source AND f.past = o.past),
total AS (
	SELECT source, count(*) FILTER (WHERE state <> 'not-due') AS expected,
	    count(*) FILTER (WHERE state = 'covered') AS covered,
	    count(*) FILTER (WHERE state = 'no-figures') AS no_figures,
	    count(*) FILTER (WHERE state = 'missing') AS missing
	FROM fate GROUP BY source),
held AS (
	SELECT source, count(*) AS releases, max(published) AS latest
	FROM page GROUP BY source)
SELECT a.code AS source, a.title, a.enabled,
    a.schedule_every, a.schedule_from, a.schedule_until, a.schedule_days,
    coalesce(h.releases, 0) AS releases,	-- pages that we have of it
    h.latest,					-- publication of the last
    coalesce(t.expected, 0) AS expected,	-- periods that were due
    coalesce(t.covered, 0) AS covered, coalesce(t.no_figures, 0) AS
    no_figures, coalesce(t.missing, 0) AS missing,	-- of them
    f.first AS period_first, f.step AS period_months,
    f.due,					-- last day for its release
    f.state,					-- covered, not-due …
    p.page AS release, p.published, p.status, p.title AS release_title,
    p.url					-- a page for the period
FROM asked AS a
LEFT JOIN held AS h ON h.source = a.code
LEFT JOIN total AS t ON t.source = a.code
LEFT JOIN fate AS f ON f.source = a.code
LEFT JOIN found AS p ON p.source = f.source AND p.past = f.past
    AND p.covers = (f.state = 'covered')
ORDER BY a.step IS NULL, a.source_rank, a.code, f.first,
    p.published IS NULL, p.published, p.page

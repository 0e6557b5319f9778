-- Version 4: the views that people ask, and the index by which they find a
-- cell. docs/warehouse.md explains them with questions and answers.
--
-- Words. A cell is what one number answers: (indicator, ref_area, territory,
-- breakdown, time_period, role, transformation, price_base). A statement is
-- one release saying a number for a cell. A series is all periods of
-- (indicator, ref_area, breakdown). obs_value is as printed, to be taken
-- times ten to the power of unit_mult; where a view has amounts in plain
-- units, free of the multiplier, it says so.
--
-- Each view finds its rows by the front of observation_cell when asked for
-- an indicator (and area, part …), and by a row's number when asked for an
-- observation. The table of observations is walked only by a question about
-- everything.

-- A cell by the period as people write it; in front of it the series.
DROP INDEX observation_cell;
CREATE INDEX observation_cell ON observation (indicator, ref_area, breakdown,
    transformation, role, time_period, price_base);

-- Every day of a century, so that "as of" can be asked of any day: a view
-- takes no parameter, but a row of this table chosen by WHERE is one. Days
-- are UTC, as the times of loading are.
CREATE TABLE calendar (
	day TEXT NOT NULL PRIMARY KEY,		-- 2026-06-30
	next_day TEXT NOT NULL			-- 2026-07-01
) STRICT, WITHOUT ROWID;
INSERT INTO calendar
WITH RECURSIVE every (day) AS (
	SELECT '2000-01-01'
	UNION ALL
	SELECT date(day, '+1 day') FROM every WHERE day < '2099-12-31')
SELECT day, date(day, '+1 day') FROM every;

DROP VIEW current;
DROP VIEW disagreement;

-- What stands now: every statement that its release still makes, those of
-- one cell in order of belief: final before preliminary before estimate,
-- then the source believed first, then what was published last. The rule of
-- "current"; as_of and query/series.sql have it at another time. A place is
-- one more than the number of statements that are believed more: so a
-- question about a few cells looks at those cells, joined to whatever, which
-- a choice by windows would not do.
CREATE VIEW statement AS
SELECT o.id AS observation_id,			-- number of the row
    o.indicator, o.ref_area, o.territory, o.breakdown, o.time_period,
    o.role, o.transformation, o.price_base,	-- the cell
    o.obs_value, o.unit_measure, o.unit_mult,	-- as printed
    o.obs_status, o.bound, o.period_first, o.period_months,
    r.code AS release, r.source, s.source_rank, o.published,
    (SELECT count(*) + 1
    FROM figure AS b
    JOIN release AS br ON br.id = b.release_id
    JOIN source AS bs ON bs.code = br.source
    WHERE b.indicator = o.indicator AND b.ref_area = o.ref_area
	AND b.breakdown = o.breakdown
	AND b.transformation = o.transformation AND b.role = o.role
	AND b.time_period = o.time_period AND b.price_base = o.price_base
	AND b.id <> o.id AND b.territory = o.territory
	AND b.withdrawn IS NULL
	AND (instr('APE', b.obs_status), bs.source_rank,
	    coalesce(o.published, ''), o.id) <
	    (instr('APE', o.obs_status), s.source_rank,
	    coalesce(b.published, ''), b.id)) AS place	-- 1: believed
FROM figure AS o
JOIN release AS r ON r.id = o.release_id
JOIN source AS s ON s.code = r.source
WHERE o.withdrawn IS NULL;

-- The best value of each cell, with its release.
CREATE VIEW current AS
SELECT b.observation_id, b.indicator, b.ref_area, b.territory, b.breakdown,
    b.time_period, b.role, b.transformation, b.price_base,
    i.price_base AS price_base_inferred,	-- where none is printed
    b.obs_value, b.unit_measure, b.unit_mult,
    b.obs_value * p.factor AS value_in_units,	-- free of the multiplier
    b.obs_status, b.bound, b.period_first, b.period_months,
    b.release, b.source, b.source_rank, b.published, d.url,
    d.digest AS document, o.evidence_text, o.rule, o.flags,
    o.first_seen, f.loaded_at AS seen_from	-- we hold it since
FROM statement AS b
JOIN observation AS o ON o.id = b.observation_id
JOIN power AS p ON p.exponent = b.unit_mult
JOIN document AS d ON d.id = o.document_id
JOIN batch AS f ON f.id = o.first_seen
LEFT JOIN price_inference AS i ON i.observation_id = b.observation_id
WHERE b.place = 1;

-- The last batch at the end of a day, from the first batch on to tomorrow
-- (the day may have begun where the reader is).
CREATE VIEW known AS
SELECT c.day AS as_of,
    (SELECT max(b.id) FROM batch AS b WHERE b.loaded_at < c.next_day) AS
    batch_id
FROM calendar AS c
WHERE c.day >= (SELECT substr(loaded_at, 1, 10) FROM batch
    ORDER BY id LIMIT 1) AND c.day <= date('now', '+1 day')
GROUP BY c.day;

-- "current" as it was at the end of a day: WHERE as_of = '2026-06-30', any
-- day, whether something was loaded on it or not. Without such a condition
-- it answers for each day since the first batch.
CREATE VIEW as_of AS
SELECT k.as_of,					-- the day asked for
    o.id AS observation_id, o.indicator, o.ref_area, o.territory,
    o.breakdown, o.time_period, o.role, o.transformation, o.price_base,
    i.price_base AS price_base_inferred, o.obs_value, o.unit_measure,
    o.unit_mult, o.obs_value * p.factor AS value_in_units, o.obs_status,
    o.bound, o.period_first, o.period_months, r.code AS release, r.source,
    s.source_rank, o.published, o.url, o.document,
    o.evidence_text, o.rule, o.flags, o.first_seen,
    f.loaded_at AS seen_from
FROM known AS k
CROSS JOIN figure AS o
JOIN power AS p ON p.exponent = o.unit_mult
JOIN release AS r ON r.id = o.release_id
JOIN source AS s ON s.code = r.source
JOIN batch AS f ON f.id = o.first_seen
LEFT JOIN price_inference AS i ON i.observation_id = o.id
    AND i.first_seen <= k.batch_id
WHERE o.first_seen <= k.batch_id
    AND (o.withdrawn IS NULL OR o.withdrawn > k.batch_id)
    AND NOT EXISTS (SELECT 1
    FROM figure AS b
    JOIN release AS br ON br.id = b.release_id
    JOIN source AS bs ON bs.code = br.source
    WHERE b.indicator = o.indicator AND b.ref_area = o.ref_area
	AND b.breakdown = o.breakdown
	AND b.transformation = o.transformation AND b.role = o.role
	AND b.time_period = o.time_period AND b.price_base = o.price_base
	AND b.id <> o.id AND b.territory = o.territory
	AND b.first_seen <= k.batch_id
	AND (b.withdrawn IS NULL OR b.withdrawn > k.batch_id)
	AND (instr('APE', b.obs_status), bs.source_rank,
	    coalesce(o.published, ''), o.id) <
	    (instr('APE', o.obs_status), s.source_rank,
	    coalesce(b.published, ''), b.id));

-- A row a period, with the best value of each kind of figure side by side.
-- Amounts are in plain units (14.210 tỷ đồng is 14210000000000), rates and
-- shares in per cent. Figures of the role "actual", but for plan_level.
-- Each row of the inside carries its value behind a text that sorts as
-- belief does (a printed price base before an inferred one, then as in
-- "statement"), 29 characters long, so that max() finds the best of a kind in
-- one pass, whatever the question; a choice by windows would be made for
-- all series before one is looked at.
CREATE VIEW series AS
SELECT indicator, ref_area, territory, breakdown, time_period, period_first,
    period_months,
    -- at constant prices
    CAST(substr(max(iif(kind = 'level' AND price_base LIKE 'constant-%',
	ranked, NULL)), 30) AS REAL) AS level_constant,
    -- at the prices of the day
    CAST(substr(max(iif(kind = 'level' AND price_base = 'current',
	ranked, NULL)), 30) AS REAL) AS level_current,
    -- no price base printed, or none needed: tonnes, heads
    CAST(substr(max(iif(kind = 'level' AND price_base = '_U',
	ranked, NULL)), 30) AS REAL) AS level_unnamed,
    max(iif(kind = 'level', unit_measure, NULL)) AS unit_measure, -- of levels
    -- a plan stated outright
    CAST(substr(max(iif(kind = 'plan',
	ranked, NULL)), 30) AS REAL) AS plan_level,
    -- growth on a year before
    CAST(substr(max(iif(kind = 'yoy',
	ranked, NULL)), 30) AS REAL) AS yoy,
    -- the same, prices taken out
    CAST(substr(max(iif(kind = 'yoy_real',
	ranked, NULL)), 30) AS REAL) AS yoy_real,
    -- growth on the period before
    CAST(substr(max(iif(kind = 'pop',
	ranked, NULL)), 30) AS REAL) AS pop,
    -- average growth a year
    CAST(substr(max(iif(kind = 'avg',
	ranked, NULL)), 30) AS REAL) AS avg,
    -- share of the whole
    CAST(substr(max(iif(kind = 'share',
	ranked, NULL)), 30) AS REAL) AS share,
    -- points of the whole's growth
    CAST(substr(max(iif(kind = 'contribution',
	ranked, NULL)), 30) AS REAL) AS contribution,
    -- share of the year's plan
    CAST(substr(max(iif(kind = 'of_year_plan',
	ranked, NULL)), 30) AS REAL) AS of_year_plan,
    -- share of the period's plan
    CAST(substr(max(iif(kind = 'of_period_plan',
	ranked, NULL)), 30) AS REAL) AS of_period_plan,
    -- share of a target
    CAST(substr(max(iif(kind = 'of_target',
	ranked, NULL)), 30) AS REAL) AS of_target,
    -- the least sure of them
    CASE max(iif(kind = 'plan', 0, instr('APE', obs_status)))
    WHEN 3 THEN 'E' WHEN 2 THEN 'P' WHEN 1 THEN 'A' END AS obs_status,
    max(inferred) AS price_base_inferred,	-- 1: of one of its levels
    count(*) AS statements			-- that the row is made from
FROM (SELECT o.indicator, o.ref_area, o.territory, o.breakdown,
	o.time_period, o.period_first, o.period_months, o.unit_measure,
	coalesce(i.price_base, o.price_base) AS price_base, o.obs_status,
	iif(o.role = 'plan', 'plan', o.transformation) AS kind,
	i.price_base IS NOT NULL AS inferred,
	printf('%d%d%04d%-10s%013d', i.price_base IS NULL,
	    instr('EPA', o.obs_status), 1000 - s.source_rank,
	    coalesce(o.published, ''), o.id) || (o.obs_value * p.factor) AS
	    ranked
    FROM figure AS o
    JOIN power AS p ON p.exponent = o.unit_mult
    JOIN release AS r ON r.id = o.release_id
    JOIN source AS s ON s.code = r.source
    LEFT JOIN price_inference AS i ON i.observation_id = o.id
    WHERE o.withdrawn IS NULL AND (o.role = 'actual' OR
	(o.role = 'plan' AND o.transformation = 'level')))
GROUP BY indicator, ref_area, territory, breakdown, time_period;

-- Cells for which releases give different values, in plain units. A printed
-- number says half a unit of its last digit more or less, "trên" and "gần"
-- leave a side open: beyond_rounding is 1 where no number fits all of them.
CREATE VIEW disagreement AS
SELECT g.*,
    -- the rows that say the lowest and the highest; "lineage" tells where
    -- they come from
    (SELECT min(l.id) FROM figure AS l
	JOIN power AS q ON q.exponent = l.unit_mult
	WHERE l.indicator = g.indicator AND l.ref_area = g.ref_area
	AND l.breakdown = g.breakdown
	AND l.transformation = g.transformation AND l.role = g.role
	AND l.time_period = g.time_period AND l.price_base = g.price_base
	AND l.unit_measure = g.unit_measure AND l.withdrawn IS NULL
	AND l.obs_value * q.factor = g.lowest AND l.territory = g.territory)
    AS lowest_observation,
    (SELECT max(l.id) FROM figure AS l
	JOIN power AS q ON q.exponent = l.unit_mult
	WHERE l.indicator = g.indicator AND l.ref_area = g.ref_area
	AND l.breakdown = g.breakdown
	AND l.transformation = g.transformation AND l.role = g.role
	AND l.time_period = g.time_period AND l.price_base = g.price_base
	AND l.unit_measure = g.unit_measure AND l.withdrawn IS NULL
	AND l.obs_value * q.factor = g.highest AND l.territory = g.territory)
    AS highest_observation
FROM (SELECT o.indicator, o.ref_area, o.territory, o.breakdown,
	o.time_period, o.role, o.transformation, o.price_base,
	o.unit_measure, count(*) AS statements,
	count(DISTINCT o.release_id) AS releases,
	min(o.obs_value * p.factor) AS lowest,
	max(o.obs_value * p.factor) AS highest,
	max(iif(o.bound IN ('max', 'approx'), NULL,
	    (o.obs_value - u.factor / 2) * p.factor)) >
	min(iif(o.bound IN ('min', 'approx'), NULL,
	    (o.obs_value + u.factor / 2) * p.factor)) IS TRUE AS
	beyond_rounding
    FROM figure AS o
    JOIN power AS p ON p.exponent = o.unit_mult
    JOIN power AS u ON u.exponent = -o.obs_scale
    WHERE o.withdrawn IS NULL
    GROUP BY o.indicator, o.ref_area, o.territory, o.breakdown,
	o.transformation, o.role, o.time_period, o.price_base,
	o.unit_measure
    HAVING min(o.obs_value * p.factor) < max(o.obs_value * p.factor)) AS g;

-- From each figure that ever stood back to the bytes it was read from, and
-- to what the same release said of the cell before and after.
CREATE VIEW lineage AS
SELECT o.id AS observation_id,
    o.indicator, o.ref_area, o.territory, o.breakdown, o.time_period,
    o.role, o.transformation, o.price_base,
    i.price_base AS price_base_inferred,
    i.reason_en AS price_base_reason,		-- why it was inferred
    o.obs_value, o.unit_measure, o.unit_mult, o.obs_status, o.bound,
    o.evidence_text,				-- sentence or table row
    o.evidence_start, o.evidence_end,		-- bytes in the text
    o.evidence_row, o.evidence_column, o.evidence_cell,	-- of a table
    o.rule, o.flags,				-- how it was read, what was odd
    r.code AS release, d.title, o.published, o.url,
    r.source, s.title AS source_title, s.publisher, s.licence,
    o.document,			-- of the payload
    d.media_type, d.retrieved,
    d.archive, d.archive_offset,		-- where its bytes lie
    f.name AS batch,				-- records file
    f.loaded_at AS seen_from,
    x.program, x.catalogue,			-- that read it
    w.name AS withdrawn_batch,			-- NULL: it stands
    w.loaded_at AS seen_until,
    (SELECT max(e.id) FROM observation AS e
	WHERE e.indicator = o.indicator AND e.ref_area = o.ref_area
	AND e.breakdown = o.breakdown
	AND e.transformation = o.transformation AND e.role = o.role
	AND e.time_period = o.time_period AND e.price_base = o.price_base
	AND e.release_id = o.release_id AND e.withdrawn <= o.first_seen) AS
    earlier_observation,			-- that it took the place of
    (SELECT min(l.id) FROM observation AS l
	WHERE l.indicator = o.indicator AND l.ref_area = o.ref_area
	AND l.breakdown = o.breakdown
	AND l.transformation = o.transformation AND l.role = o.role
	AND l.time_period = o.time_period AND l.price_base = o.price_base
	AND l.release_id = o.release_id AND l.first_seen >= o.withdrawn) AS
    later_observation				-- that took its place
FROM figure AS o
JOIN release AS r ON r.id = o.release_id
JOIN source AS s ON s.code = r.source
JOIN document AS d ON d.id = o.document_id
JOIN batch AS f ON f.id = o.first_seen
LEFT JOIN batch AS w ON w.id = o.withdrawn
LEFT JOIN price_inference AS i ON i.observation_id = o.id
LEFT JOIN extraction AS x ON x.document_id = o.document_id
    AND x.batch_id = o.first_seen;

-- Each target beside what is known of it, and the numbers that a verdict
-- needs. The verdict itself is "nqtrack status": it weighs what the columns
-- here show. Values are in the target's own unit and multiple; shares, rates
-- and growth in per cent.
--
-- A figure counts if it is about the territory that the target means (as in
-- query/targets.sql), begins in January of a year of the term (ten years back
-- without a base), has the target's unit, and a price base that is not
-- another one. The latest is the one that reaches furthest; of a level,
-- a share or a sum only whole years count. A figure without a price base
-- that runs a fifth ahead of a plan at constant prices is doubtful: likely
-- at current ones.
CREATE VIEW progress AS
WITH RECURSIVE goal AS (
	SELECT t.*, r.kind AS resolution_kind,
	    coalesce((SELECT v.code FROM territory AS v
		WHERE v.ref_area = t.ref_area AND v.valid_from <=
		    coalesce(r.issued, substr(t.time_period, 1, 4))
		ORDER BY v.valid_from DESC LIMIT 1), t.ref_area) AS territory,
	    CASE WHEN t.kind IN ('average-growth', 'growth') THEN 'yoy'
	    WHEN t.kind = 'share' THEN 'share' ELSE 'level' END AS looks_at,
	    CAST(substr(t.time_period, 1, 4) AS INTEGER) AS first_year,
	    CAST(substr(t.time_period, 1, 4) AS INTEGER) + iif(instr(
		t.time_period, '/P') > 0, CAST(substr(t.time_period,
		instr(t.time_period, '/P') + 2) AS INTEGER), 1) - 1 AS
	    last_year, t.kind IN ('year-plan', 'period-plan', 'growth') OR
	    t.obs_value IS NULL AS counts_parts
	FROM target AS t JOIN resolution AS r ON r.code = t.resolution
	WHERE t.indicator IS NOT NULL),
term AS (
	SELECT *, CASE WHEN obs_value IS NULL THEN 1000
	    WHEN kind IN ('level', 'share') THEN coalesce(
	    CAST(substr(base, 1, 4) AS INTEGER), last_year - 10)
	    ELSE first_year END AS from_year,
	    iif(obs_value IS NULL, 9998, last_year) AS to_year
	FROM goal),
-- Every statement that counts, its price base as printed or else inferred.
stated AS (
	SELECT t.code, o.id, o.time_period, o.period_first / 12 AS year,
	    o.period_months AS months, o.obs_status, s.source_rank,
	    o.published, i.price_base IS NOT NULL AS inferred,
	    coalesce(i.price_base, o.price_base) AS base,
	    o.obs_value * p.factor / g.factor AS value,
	    t.price_base AS wanted, 1.2 * t.obs_value *
	    iif(t.counts_parts, o.period_months / 12.0, 1) AS plausible
	FROM term AS t
	CROSS JOIN figure AS o ON o.indicator = t.indicator
	    AND o.ref_area = t.ref_area AND o.breakdown = t.breakdown
	    AND o.territory = t.territory
	    AND o.transformation = t.looks_at AND o.role = 'actual'
	    AND o.time_period >= CAST(t.from_year AS TEXT)
	    AND o.time_period < CAST(t.to_year + 1 AS TEXT)
	JOIN power AS p ON p.exponent = o.unit_mult
	JOIN power AS g ON g.exponent = t.unit_mult
	JOIN release AS r ON r.id = o.release_id
	JOIN source AS s ON s.code = r.source
	LEFT JOIN price_inference AS i ON i.observation_id = o.id
	WHERE o.withdrawn IS NULL AND o.period_first % 12 = 0
	    AND (o.period_months = 12 OR (o.period_months < 12 AND
		t.counts_parts))
	    AND o.unit_measure = coalesce(t.unit_measure, o.unit_measure)),
-- The best of each period: the row whose text of what speaks for it is the
-- greatest (columns beside a max() are those of its row). Then the one that
-- reaches furthest.
best AS (
	SELECT code, id, time_period, year, months, obs_status, inferred,
	    base, value, doubtful, max(printf('%d%d%d%d%04d%-10s%013d',
	    NOT doubtful, CASE WHEN base = wanted THEN 3 WHEN base IN ('_U',
	    '_Z') THEN 2 WHEN base = 'current' THEN 0 ELSE 1 END,
	    NOT inferred, instr('EPA', obs_status), 1000 - source_rank,
	    coalesce(published, ''), id)) AS belief
	FROM (SELECT *, base = '_U' AND wanted LIKE 'constant-%' AND
	    coalesce(value > plausible, 0) AS doubtful FROM stated)
	WHERE base IN ('_Z', '_U', wanted) OR wanted = '_U'
	GROUP BY code, time_period),
latest AS (
	SELECT *, max((NOT doubtful) * 1000000 + year * 100 + months) AS reach
	FROM best GROUP BY code),
-- The printed share of a year's plan that reaches furthest; of several (a
-- budget has a plan of each level of the state) the one that goes best with
-- the value of the same period, by two points at most.
share AS (
	SELECT code, id, time_period, obs_value, months, row_number() OVER (
	    PARTITION BY code ORDER BY months DESC, away, rank,
	    published DESC, id DESC) AS place
	FROM (SELECT t.code, o.id, o.time_period, o.obs_value,
		o.period_months AS months, s.source_rank AS rank, o.published,
		abs(o.obs_value - 100 * f.value / t.obs_value) AS away,
		f.base = '_U' AND t.price_base <> '_U' AS unnamed
	    FROM term AS t
	    CROSS JOIN figure AS o ON o.indicator = t.indicator
		AND o.ref_area = t.ref_area AND o.breakdown = t.breakdown
		AND o.territory = t.territory
		AND o.transformation = 'of_year_plan' AND o.role = 'actual'
		AND o.time_period >= CAST(t.first_year AS TEXT)
		AND o.time_period < CAST(t.first_year + 1 AS TEXT)
	    JOIN release AS r ON r.id = o.release_id
	    JOIN source AS s ON s.code = r.source
	    LEFT JOIN best AS f ON f.code = t.code
		AND f.time_period = o.time_period AND NOT f.doubtful
	    WHERE t.kind IN ('year-plan', 'period-plan')
		AND o.withdrawn IS NULL AND o.unit_measure = 'PT'
		AND o.period_first = t.first_year * 12
		AND o.period_months <= 12)
	WHERE away IS NULL OR away <= 2 OR unnamed),
-- Plans of the same year as the table "plan" has them; of several layers
-- the one that the target's number lies in.
layer AS (
	SELECT t.code, l.layers, l.lower_value / g.factor AS lower,
	    l.upper_value / g.factor AS upper, l.layer_kind,
	    row_number() OVER (PARTITION BY t.code ORDER BY
		coalesce(l.lower_value / g.factor <= t.obs_value, 1) +
		coalesce(l.upper_value / g.factor >= t.obs_value, 1) DESC,
		l.price_base = t.price_base DESC, l.layer) AS place,
	    coalesce(l.lower_value / g.factor <= t.obs_value, 1) AND
	    coalesce(l.upper_value / g.factor >= t.obs_value, 1) AS fits
	FROM term AS t
	JOIN power AS g ON g.exponent = t.unit_mult
	JOIN plan AS l ON l.indicator = t.indicator
	    AND l.ref_area = t.ref_area AND l.breakdown = t.breakdown
	    AND l.time_period = t.time_period
	    AND l.unit_measure = t.unit_measure AND l.territory = t.territory
	    AND (l.price_base IN ('_Z', '_U', t.price_base)
		OR t.price_base = '_U')
	WHERE t.kind IN ('year-plan', 'period-plan')),
-- Growth of an average-growth target, chained year by year.
chain AS (
	SELECT code, first_year - 1 AS year, 0 AS known, 1.0 AS product
	FROM term WHERE kind = 'average-growth' AND obs_value IS NOT NULL
	UNION ALL
	SELECT c.code, c.year + 1, c.known + (f.value IS NOT NULL),
	    c.product * (1 + coalesce(f.value, 0) / 100)
	FROM chain AS c
	JOIN term AS t ON t.code = c.code AND c.year < t.last_year
	LEFT JOIN best AS f ON f.code = c.code
	    AND f.year = c.year + 1),
done AS (
	SELECT t.code, c.known, c.product,
	    t.last_year - t.first_year + 1 AS years, t.obs_value
	FROM chain AS c
	JOIN term AS t ON t.code = c.code AND c.year = t.last_year),
-- Roots to be drawn: which, of what, the how manieth.
radical AS (
	SELECT code, 'so far' AS what, product AS x, known AS n
	FROM done WHERE known > 0 AND product > 0
	UNION ALL
	SELECT d.code, 'needed', exp.product / d.product, years - known
	FROM done AS d
	JOIN (SELECT code, product FROM power_of WHERE step = n) AS exp
	    ON exp.code = d.code
	WHERE known < years AND known > 0 AND d.product > 0
	UNION ALL
	SELECT t.code, 'needed', t.obs_value / f.value, t.last_year - f.year
	FROM term AS t JOIN latest AS f ON f.code = t.code
	WHERE t.kind = 'level' AND f.year < t.last_year AND f.value > 0
	    AND t.obs_value > 0
	    AND iif(t.direction IN ('up', 'keep-above'),
		f.value < t.obs_value, f.value > t.obs_value)),
-- (1 + goal) to the power of the years of its term.
power_of AS (
	SELECT code, years AS n, 0 AS step, 1.0 AS product,
	    1 + obs_value / 100 AS x
	FROM done
	UNION ALL
	SELECT code, n, step + 1, product * x, x FROM power_of WHERE step < n),
-- By Newton: y becomes y - (y^n - x) / (n y^(n-1)). SQLite may be built
-- without pow().
newton AS (
	SELECT code, what, x, n, 0 AS step, 1.0 AS y FROM radical
	UNION ALL
	SELECT code, what, x, n, step + 1, ((n - 1) * y + x / (
	    iif((n - 1) & 1, y, 1) * iif((n - 1) & 2, y * y, 1) *
	    iif((n - 1) & 4, y * y * y * y, 1) *
	    iif((n - 1) & 8, (y * y * y * y) * (y * y * y * y), 1))) / n
	FROM newton WHERE step < 30 AND n < 16),
root AS (
	SELECT code, what, (y - 1) * 100 AS rate
	FROM newton WHERE step = 30)
SELECT t.code AS target, t.resolution, t.resolution_kind, t.clause,
    t.name_vi, t.name_en, t.indicator, t.ref_area, t.territory,
    t.breakdown, t.kind,
    t.bound, t.direction, t.certainty, t.base, t.time_period, t.price_base,
    t.obs_value AS target_value,		-- NULL: nobody has read it
    t.lower_value AS target_lower,		-- what rounding allows, where
    t.upper_value AS target_upper,		-- it is implied
    t.unit_measure, t.unit_mult,
    f.value AS latest_value, f.time_period AS latest_period,
    t.looks_at AS latest_transformation, f.base AS latest_price_base,
    f.inferred AS latest_price_base_inferred,
    f.obs_status AS latest_status, f.doubtful AS latest_doubtful,
    f.id AS latest_observation,
    s.obs_value AS share_printed,		-- of the year's plan
    s.time_period AS share_printed_period,
    s.id AS share_printed_observation,
    iif(t.looks_at = 'level' AND NOT f.doubtful AND t.obs_value > 0,
	100 * f.value / t.obs_value, NULL) AS share_computed,
						-- latest ÷ target
    iif(t.kind IN ('year-plan', 'period-plan'), f.months / 12.0 * 100,
	NULL) AS year_elapsed,			-- at the end of the latest
    p.lower AS implied_lower, p.upper AS implied_upper,
						-- of the plan, by its shares
    p.layer_kind AS implied_layer,		-- whose plan it is
    p.fits AS implied_fits,			-- is the target within?
    p.layers AS implied_layers,			-- plans of that year
    d.years AS years, d.known AS years_known,	-- of an average
    a.rate AS growth_so_far,			-- a year, chained mean
    n.rate AS growth_needed,			-- a year, compound, for the
						-- years that are left
    iif(t.kind IN ('year-plan', 'period-plan') AND f.months < 12 AND
	NOT f.doubtful AND f.value < t.obs_value,
	(t.obs_value - f.value) / (12 - f.months), NULL) AS
    needed_per_month				-- to fill the year's plan
FROM term AS t
LEFT JOIN latest AS f ON f.code = t.code
LEFT JOIN share AS s ON s.code = t.code AND s.place = 1
LEFT JOIN layer AS p ON p.code = t.code AND p.place = 1
LEFT JOIN done AS d ON d.code = t.code
LEFT JOIN root AS a ON a.code = t.code AND a.what = 'so far'
LEFT JOIN root AS n ON n.code = t.code AND n.what = 'needed';

-- Which periods the sources owe, and their releases, as known now: a row a
-- period and page, as query/coverage.sql explains it, which answers the same
-- for another day. A source without a schedule has one row.
CREATE VIEW coverage AS
WITH RECURSIVE
question AS (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now') AS time,
	NULL AS source, NULL AS since, NULL AS until),
-- From here on as query/coverage.sql.
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
    p.published IS NULL, p.published, p.page;

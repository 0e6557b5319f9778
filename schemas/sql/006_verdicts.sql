-- Version 6: targets know their office, their source's address and whose
-- plan they are; and the verdicts as they were given, with what they rest on.
-- docs/progress.md explains how a verdict comes about.

DROP VIEW progress;
DROP TABLE target;

-- What documents set, and how sure we are of it. A target whose number
-- nobody has read has no number, nor has a demand for more or less without
-- one (a trend).
CREATE TABLE target (
	code TEXT NOT NULL PRIMARY KEY,		-- nq29-iip
	resolution TEXT NOT NULL REFERENCES resolution (code),
	clause TEXT NOT NULL,			-- place in the document
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	indicator TEXT REFERENCES indicator (code),	-- NULL: not catalogued
	ref_area TEXT NOT NULL REFERENCES area (code),
	breakdown TEXT NOT NULL,
	price_base TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('level', 'average-growth',
	    'growth', 'share', 'sum', 'year-plan', 'period-plan', 'trend')),
	bound TEXT NOT NULL CHECK (bound IN ('min', 'max', 'approx', '_Z')),
	direction TEXT NOT NULL CHECK (direction IN ('up', 'down',
	    'keep-above', 'keep-below', 'keep-within')),
	base TEXT,				-- period compared with
	time_period TEXT NOT NULL,		-- term or year
	obs_value REAL,
	obs_mantissa INTEGER,
	obs_scale INTEGER,
	lower_value REAL,			-- what rounding allows, of
	upper_value REAL,			-- implied ones; a band's ends
	limit_value REAL,			-- that a trend cannot pass
	unit_measure TEXT,
	unit_mult INTEGER NOT NULL,
	certainty TEXT NOT NULL CHECK (certainty IN
	    ('stated', 'plan', 'implied', 'unverified')),
	layer TEXT,				-- whose plan: plan_layer
	office_vi TEXT,				-- responsible; NULL: not known
	office_en TEXT,
	source TEXT NOT NULL,			-- where it was read
	source_url TEXT,			-- NULL: address not known
	wording_vi TEXT NOT NULL,		-- in our words
	wording_en TEXT NOT NULL,
	position INTEGER NOT NULL,
	CHECK ((certainty = 'unverified' OR kind = 'trend') =
	    (obs_value IS NULL))
) STRICT;
-- To be taken over anew.
DELETE FROM knowledge WHERE name = 'targets.json';

-- A verdict as it was given after a load. When another one follows, because
-- of a new figure, a revision, another target or another method, the old one
-- stays with the time until which it stood. What stands now, for any day, is
-- "nqtrack status"; this is what was said. Numbers are in the target's unit
-- and multiple, rates and shares in per cent.
CREATE TABLE verdict (
	id INTEGER NOT NULL PRIMARY KEY,
	target TEXT NOT NULL,			-- code; may be gone since
	verdict TEXT NOT NULL CHECK (verdict IN ('reached', 'on-track',
	    'behind', 'far-behind', 'moving-away', 'missed', 'no-data',
	    'unverified')),
	provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
	method TEXT NOT NULL,			-- with its version
	target_value REAL,			-- as demanded then
	unit_measure TEXT,
	unit_mult INTEGER NOT NULL,
	pace_ratio REAL,			-- observed ÷ required pace
	score REAL,				-- -5 to 5
	progress_percent REAL,
	required REAL,				-- for the time left
	required_kind TEXT CHECK (required_kind IN ('percent-a-year',
	    'points-a-year', 'amount-a-year', 'amount-a-month')),
	verdict_lowest TEXT,			-- where releases differ about
	verdict_highest TEXT,			-- the latest: at either end
	reason_vi TEXT NOT NULL,
	reason_en TEXT NOT NULL,
	batch_id INTEGER REFERENCES batch (id),	-- last one loaded by then
	judged_at TEXT NOT NULL,		-- UTC
	digest TEXT NOT NULL,			-- of what makes it this one
	superseded_at TEXT			-- NULL: stands
) STRICT;
CREATE UNIQUE INDEX verdict_stands ON verdict (target)
    WHERE superseded_at IS NULL;

-- The figures that a verdict rests on.
CREATE TABLE verdict_input (
	verdict_id INTEGER NOT NULL REFERENCES verdict (id),
	place INTEGER NOT NULL,			-- 1 is the first
	use TEXT NOT NULL CHECK (use IN ('base', 'latest', 'year',
	    'printed-share', 'last-year-part', 'last-year', 'scenario',
	    'first-met')),
	observation_id INTEGER NOT NULL REFERENCES observation (id),
	obs_value REAL NOT NULL,		-- levels in the target's
						-- multiple
	PRIMARY KEY (verdict_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX verdict_input_by_observation ON verdict_input (observation_id);

-- As before, but for plans of a part of a year.
--
-- Each target beside what is known of it, and the numbers that a verdict
-- needs. The verdict itself is "nqtrack status": it weighs what the columns
-- here show. Values are in the target's own unit and multiple; shares, rates
-- and growth in per cent.
--
-- A figure counts if it is about the territory that the target means (as in
-- query/targets.sql), begins in January of a year of the term (ten years back
-- without a base), has the target's unit, and a price base that is not
-- another one; for a part of a year (a quarter's plan) of exactly this part.
-- The latest is the one that reaches furthest; of a level, a share or a sum
-- only whole years count ("status" also compares the same months of two
-- years, where whole years do not give two). A figure without a price base
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
	    CAST(substr(t.time_period, 1, 4) AS INTEGER) + iif(
		t.time_period LIKE '%/P%Y', CAST(substr(t.time_period,
		instr(t.time_period, '/P') + 2) AS INTEGER), 1) - 1 AS
	    last_year, t.kind IN ('period-plan', 'growth') AND
	    length(t.time_period) > 4 AS exact, t.kind IN ('year-plan', 'period-plan', 'growth') OR
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
	    iif(t.counts_parts AND NOT t.exact, o.period_months / 12.0, 1) AS
	    plausible
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
	WHERE o.withdrawn IS NULL AND (t.exact OR o.period_first % 12 = 0)
	    AND (NOT t.exact OR o.time_period = t.time_period)
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
	    WHERE t.kind = 'year-plan' AND o.withdrawn IS NULL AND o.unit_measure = 'PT'
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
    iif(t.kind = 'year-plan', f.months / 12.0 * 100,
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
    iif(t.kind = 'year-plan' AND f.months < 12 AND
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

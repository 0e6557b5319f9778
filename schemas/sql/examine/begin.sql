-- Before the checks are applied, inside the transaction: what they read, the
-- table "standing", once and in full, instead of a join of seven tables for
-- each check. It is temporary; what it knows of price bases, flows and the
-- territory is changed here, without a migration.

-- Indicators that are printed at constant prices too.
CREATE TEMP TABLE two_priced AS
SELECT DISTINCT indicator FROM observation
WHERE transformation = 'level' AND price_base LIKE 'constant%'
    AND withdrawn IS NULL;

CREATE TEMP VIEW stated AS
SELECT o.id, o.release_id, r.source, s.source_rank, o.published, o.indicator,
    o.ref_area, o.breakdown, o.time_period, o.period_first, o.period_months,
    o.period_first + o.period_months AS period_past, o.role,
    o.transformation, o.unit_measure, o.bound,
    iif(t.indicator IS NULL, '_Z',
	coalesce(i.price_base, o.price_base)) AS base,
    CASE o.obs_status WHEN 'A' THEN 0 WHEN 'P' THEN 1 ELSE 2 END
    AS status_rank, abs(o.obs_mantissa) AS digits,
    o.obs_value * m.factor AS value, 0.5 * m.factor * u.factor AS half,
    m.factor * CASE
	WHEN o.obs_scale > 0 OR o.obs_mantissa % 10 <> 0 THEN u.factor
	WHEN o.obs_mantissa % 1000000 = 0 AND abs(o.obs_value) >= 1e7
	THEN 500000
	WHEN o.obs_mantissa % 100000 = 0 AND abs(o.obs_value) >= 1e6
	THEN 50000
	WHEN o.obs_mantissa % 10000 = 0 AND abs(o.obs_value) >= 1e5
	THEN 5000
	WHEN o.obs_mantissa % 1000 = 0 AND abs(o.obs_value) >= 1e4 THEN 500
	WHEN o.obs_mantissa % 100 = 0 AND abs(o.obs_value) >= 1e3 THEN 50
	WHEN abs(o.obs_value) >= 100 THEN 5 ELSE 1 END AS loose,
    1e-9 * m.factor * u.factor + abs(o.obs_value) * m.factor * 1e-12
    AS trifle,
    o.unit_measure IN ('VND', 'USD', 'NUM', 'T', 'TKM', 'PKM')
    AND o.indicator NOT IN ('IP_COUNT', 'IC_COUNT', 'GRDP_PER_CAPITA')
    AS is_flow,
    a.kind <> 'country' AS is_broken,
    -- 0: the area's first version, whose code is the area's own; 1: a later
    -- one; 2: an old period in a release from after the change, which may
    -- mean either, and is held against its like alone.
    CASE WHEN o.territory <> o.ref_area THEN 1
    WHEN EXISTS (SELECT 1 FROM territory AS v WHERE v.ref_area = o.ref_area
	AND v.code <> o.ref_area AND v.valid_from <= o.published) THEN 2
    ELSE 0 END AS territory
FROM figure AS o
JOIN power AS m ON m.exponent = o.unit_mult
-- A workbook stores fifteen digits and shows two behind the point; nobody
-- prints more than four.
JOIN power AS u ON u.exponent = -iif(o.obs_scale > 4, 2, o.obs_scale)
JOIN release AS r ON r.id = o.release_id
JOIN source AS s ON s.code = r.source
JOIN area AS a ON a.code = o.ref_area
LEFT JOIN temp.two_priced AS t ON t.indicator = o.indicator
LEFT JOIN price_inference AS i ON i.observation_id = o.id
WHERE o.withdrawn IS NULL;

-- What two figures must have in common to be held against each other.
CREATE TEMP TABLE series (
	id INTEGER NOT NULL PRIMARY KEY,
	indicator TEXT NOT NULL,
	ref_area TEXT NOT NULL,
	breakdown TEXT NOT NULL,
	unit_measure TEXT NOT NULL,
	base TEXT NOT NULL,
	territory INTEGER NOT NULL,
	UNIQUE (indicator, ref_area, breakdown, unit_measure, base,
	    territory)
);
INSERT INTO temp.series (indicator, ref_area, breakdown, unit_measure, base,
    territory)
SELECT DISTINCT indicator, ref_area, breakdown, unit_measure, base, territory
FROM temp.stated;

-- The figures that stand.
CREATE TEMP TABLE standing (
	id INTEGER NOT NULL PRIMARY KEY,	-- of the observation
	series INTEGER NOT NULL,
	release_id INTEGER NOT NULL,
	source TEXT NOT NULL,
	source_rank INTEGER NOT NULL,		-- 1 is believed first
	published TEXT,				-- day
	indicator TEXT NOT NULL,
	ref_area TEXT NOT NULL,
	breakdown TEXT NOT NULL,
	time_period TEXT NOT NULL,
	period_first INTEGER NOT NULL,		-- months since year 0
	period_months INTEGER NOT NULL,
	period_past INTEGER NOT NULL,		-- the month after its last
	role TEXT NOT NULL,
	transformation TEXT NOT NULL,
	unit_measure TEXT NOT NULL,
	-- The price base where the indicator is printed at constant prices
	-- too, _U where it is not said; _Z where prices make no difference.
	base TEXT NOT NULL,
	-- 1: a province as it is since 1 July 2025 (month 24306): figures of
	-- later periods, and what was published later of earlier ones, which
	-- offices restate.
	territory INTEGER NOT NULL,
	is_broken INTEGER NOT NULL,		-- no country
	is_flow INTEGER NOT NULL,		-- adds up over months
	status_rank INTEGER NOT NULL,		-- 0 final, 2 estimate
	bound TEXT NOT NULL,
	digits INTEGER NOT NULL,		-- 923 of 9,23
	value REAL NOT NULL,			-- in units
	half REAL NOT NULL,			-- of a unit of the last digit
	-- What a writer may lose beyond that: a whole unit where digits were
	-- cut off, not rounded; half a unit of the last digit that is no zero
	-- of 1.700 or 21.500 (two digits are believed).
	loose REAL NOT NULL,
	-- The ends, with a trifle for binary arithmetic. "trên" leaves the
	-- upper one open, "gần" the lower, "khoảng" both.
	lower REAL NOT NULL,
	upper REAL NOT NULL
);
INSERT INTO temp.standing
SELECT f.id, s.id, release_id, source, source_rank, published, f.indicator,
    f.ref_area, f.breakdown, time_period, period_first, period_months,
    period_past, role, transformation, f.unit_measure, f.base, f.territory,
    is_broken, is_flow, status_rank, bound, digits, value, half, loose,
    iif(bound IN ('max', 'approx'), -9e999, value - half - trifle),
    iif(bound IN ('min', 'approx'), 9e999, value + half + trifle)
FROM temp.stated AS f
JOIN temp.series AS s ON s.indicator = f.indicator
    AND s.ref_area = f.ref_area AND s.breakdown = f.breakdown
    AND s.unit_measure = f.unit_measure AND s.base = f.base
    AND s.territory = f.territory;
CREATE INDEX temp.standing_series ON standing (series, transformation,
    period_first, period_months);
CREATE INDEX temp.standing_release ON standing (release_id, indicator,
    transformation);

-- Findings that were found again.
CREATE TEMP TABLE seen (finding_id INTEGER NOT NULL PRIMARY KEY);

-- Version 3: dimensions of a figure that its text does not name itself
-- (territory, price base), names of its status, and the plans that shares
-- of plan imply. Observations are evidence and stay as they were stated;
-- what is worked out of them stands beside them, in tables that load makes
-- anew whenever something was loaded. docs/dimensions.md explains.

-- How sure a figure is (SDMX CL_OBS_STATUS).
CREATE TABLE obs_status (
	code TEXT NOT NULL PRIMARY KEY,
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	position INTEGER NOT NULL		-- order of belief: 1 is surest
) STRICT;
INSERT INTO obs_status VALUES ('A', 'Chính thức', 'Final', 1),
    ('P', 'Sơ bộ', 'Preliminary', 2), ('E', 'Ước tính', 'Estimated', 3);

-- At whose prices a level is told. A figure may name a base that is not
-- here: its code says the year.
CREATE TABLE price_base (
	code TEXT NOT NULL PRIMARY KEY,
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	base_year INTEGER,			-- of constant prices
	position INTEGER NOT NULL
) STRICT;
INSERT INTO price_base VALUES
    ('constant-2010', 'Giá so sánh 2010', 'Constant prices of 2010', 2010, 1),
    ('constant-1994', 'Giá so sánh 1994', 'Constant prices of 1994', 1994, 2),
    ('current', 'Giá hiện hành', 'Current prices', NULL, 3),
    ('_U', 'Không ghi theo giá nào', 'Not printed', NULL, 4),
    ('_Z', 'Không phải giá trị', 'Not applicable', NULL, 5);

-- What the name of an area stands for, and when: territories.json. The
-- first version bears the area's code and has no valid_from; a later one
-- bears the month as well (VN-02@2025-07).
CREATE TABLE territory (
	code TEXT NOT NULL PRIMARY KEY,
	ref_area TEXT NOT NULL REFERENCES area (code),
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	valid_from TEXT,			-- first day, NULL: of old
	valid_to TEXT,				-- last day, NULL: stands
	from_month INTEGER,			-- of valid_from, as period_first
	source TEXT				-- NULL: never changed
) STRICT;
CREATE UNIQUE INDEX territory_versions ON territory (ref_area, valid_from);

-- The areas, as they were before the first change, that a version covers.
CREATE TABLE territory_area (
	territory TEXT NOT NULL REFERENCES territory (code),
	area TEXT NOT NULL REFERENCES area (code),
	PRIMARY KEY (territory, area)
) STRICT, WITHOUT ROWID;
CREATE INDEX territory_area_by_area ON territory_area (area);

-- Every figure that ever stood, with the day of its release and the
-- territory that it is about: what its release meant. A report
-- that came out before a change means the old territory, whatever it looks
-- forward to. One that came out later means the new one
--   * where the period reaches the day of the change (a plan or outlook:
--     begins after it), and
--   * where it looks back, if for the same area the same release also tells
--     what happened after that day: the statistics office restates the base
--     of comparison (in Hưng Yên, merged with Thái Bình the same day, the
--     report of July 2025 tells retail sales 87.5 % above those of its
--     report of June, and a growth of some 5 % in the month).
-- A release that only looks back (the half-year's report of July) means the
-- old territory; so does a name that ended, and a release without a day of
-- publication that was fetched before the change. Limits: an article that
-- only looks back and uses restated figures is taken for the old territory;
-- one that tells the news and quotes an old figure as it was, for the new.
CREATE VIEW figure AS
SELECT o.*, d.published, d.url, d.digest AS document, coalesce((
	SELECT t.code FROM territory AS t
	WHERE t.ref_area = o.ref_area
	    AND t.valid_from <= coalesce(d.published,
		substr(d.retrieved, 1, 10))
	    AND (CASE o.role WHEN 'actual'
		THEN o.period_first + o.period_months > t.from_month
		ELSE o.period_first >= t.from_month END
		OR EXISTS (SELECT 1 FROM observation AS n
		    WHERE n.release_id = o.release_id
			AND n.withdrawn IS NULL AND n.ref_area = o.ref_area
			AND n.role = 'actual'
			AND n.period_first + n.period_months > t.from_month))
	ORDER BY t.valid_from DESC LIMIT 1), o.ref_area) AS territory
FROM observation AS o
JOIN document AS d ON d.id = o.document_id;

-- The price base of a level whose text names none ('_U'), where the numbers
-- leave one possibility. Derived.
CREATE TABLE price_inference (
	observation_id INTEGER NOT NULL PRIMARY KEY
	    REFERENCES observation (id),
	price_base TEXT NOT NULL,		-- constant-2010, current
	methods TEXT NOT NULL,			-- "last-year plan"
	reason_vi TEXT NOT NULL,		-- in words, with the numbers
	reason_en TEXT NOT NULL,
	first_seen INTEGER NOT NULL		-- batch by which the figure
	    REFERENCES batch (id)		-- and its evidence were there
) STRICT;
-- The figures that it rests on.
CREATE TABLE price_evidence (
	observation_id INTEGER NOT NULL
	    REFERENCES price_inference (observation_id),
	method TEXT NOT NULL CHECK (method IN ('beside', 'last-year', 'plan',
	    'plan-before')),
	rests_on INTEGER NOT NULL REFERENCES observation (id),
	PRIMARY KEY (observation_id, method, rests_on)
) STRICT, WITHOUT ROWID;

-- Whose plan: plans.json. '_U': the texts do not say.
CREATE TABLE plan_layer (
	code TEXT NOT NULL PRIMARY KEY,
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	position INTEGER NOT NULL
) STRICT;
CREATE TABLE plan_word (
	layer TEXT NOT NULL REFERENCES plan_layer (code),
	word TEXT NOT NULL,			-- in small letters
	position INTEGER NOT NULL,		-- order of search
	PRIMARY KEY (layer, word)
) STRICT, WITHOUT ROWID;

-- The plans of a year (or of a shorter period) that are known: stated
-- outright, or as the interval that follows from values and their printed
-- shares of plan. Value and share are each right to half a unit of their
-- last digit; the intervals of all releases are cut with each other. Where
-- they cannot be one number there are several layers. Derived.
CREATE TABLE plan (
	id INTEGER NOT NULL PRIMARY KEY,
	indicator TEXT NOT NULL REFERENCES indicator (code),
	ref_area TEXT NOT NULL REFERENCES area (code),
	breakdown TEXT NOT NULL,
	territory TEXT NOT NULL,		-- of the values; its code in
						-- territory when it was made
	time_period TEXT NOT NULL,		-- that is planned
	price_base TEXT NOT NULL,		-- printed, or else inferred
	unit_measure TEXT NOT NULL,
	layer INTEGER NOT NULL,			-- 1: published first
	layers INTEGER NOT NULL,		-- of this cell
	layer_kind TEXT NOT NULL,		-- code in plan_layer, or _U
	-- What the layer is known by: the role of its figures (scenario), the
	-- wording beside them, or its number alone.
	layer_rule TEXT NOT NULL
	    CHECK (layer_rule IN ('role', 'wording', 'number')),
	lower_value REAL,			-- in units; NULL: open
	upper_value REAL,
	stated_value REAL,			-- in units; NULL: none of it
	-- Does a plan stated outright for this cell lie in the interval? NULL
	-- where none was stated; 1 too where the statement is all there is.
	stated_inside INTEGER CHECK (stated_inside IN (0, 1)),
	shares INTEGER NOT NULL,		-- pairs that cut the interval
	releases INTEGER NOT NULL,		-- that these and the stated
						-- plans are of
	first_published TEXT,
	last_published TEXT,
	-- Why to be careful: 'price-base-not-printed' (of an amount of đồng,
	-- and not inferred), 'bound-word' (trên, gần: one side is open).
	reservation TEXT
) STRICT;
CREATE UNIQUE INDEX plan_cell ON plan (indicator, ref_area, breakdown,
    time_period, price_base, territory, unit_measure, layer);

-- What each layer rests on, and what was set aside.
CREATE TABLE plan_evidence (
	plan_id INTEGER NOT NULL REFERENCES plan (id),
	-- 'counts': cut the interval; 'fits-several': may be of this layer or
	-- of another, and cut none; 'other-base': the value is at current
	-- prices, and agrees by the ratio of price bases; 'stated'.
	use TEXT NOT NULL CHECK (use IN ('counts', 'fits-several',
	    'other-base', 'stated')),
	observation_id INTEGER NOT NULL		-- the share, or the plan
	    REFERENCES observation (id),
	value_id INTEGER REFERENCES observation (id),
	release_id INTEGER NOT NULL REFERENCES release (id),
	lower_value REAL,			-- of this pair alone
	upper_value REAL,
	wording TEXT,				-- the word that named it
	PRIMARY KEY (plan_id, observation_id)
) STRICT;

-- The state of the warehouse from which the derived tables were made.
CREATE TABLE derived (
	name TEXT NOT NULL PRIMARY KEY,
	made_of TEXT NOT NULL
) STRICT;

-- history with the territory of each figure, and the price base that its
-- text did not name where one could be inferred.
DROP VIEW implied_plan;
DROP VIEW disagreement;
DROP VIEW current;
DROP VIEW history;
CREATE VIEW history AS
SELECT o.id AS observation_id, o.indicator, o.ref_area, o.territory,
    o.breakdown, o.time_period, o.role, o.transformation, o.price_base,
    pi.price_base AS price_base_inferred, o.obs_value,
    o.unit_measure, o.unit_mult, o.obs_value * p.factor AS value_in_units,
    o.obs_status, o.bound, o.period_first, o.period_months,
    r.code AS release, r.source, s.source_rank, o.published, o.url,
    o.document, o.evidence_text, o.rule, o.flags,
    o.first_seen, fb.loaded_at AS seen_from,
    o.withdrawn, wb.loaded_at AS seen_until
FROM figure AS o
JOIN power AS p ON p.exponent = o.unit_mult
JOIN release AS r ON r.id = o.release_id
JOIN source AS s ON s.code = r.source
JOIN batch AS fb ON fb.id = o.first_seen
LEFT JOIN batch AS wb ON wb.id = o.withdrawn
LEFT JOIN price_inference AS pi ON pi.observation_id = o.id;

-- The best value of each cell: final before preliminary before estimate,
-- then the source believed first, then what was published last. Figures of
-- two territories are two cells, whatever their area is called.
CREATE VIEW current AS
SELECT * FROM (
	SELECT h.*, row_number() OVER (
		PARTITION BY indicator, ref_area, territory, breakdown,
		    time_period, role, transformation, price_base
		ORDER BY CASE obs_status WHEN 'A' THEN 0 WHEN 'P' THEN 1
		    ELSE 2 END, source_rank, published DESC,
		    observation_id DESC) AS place
	FROM history AS h
	WHERE withdrawn IS NULL)
WHERE place = 1;

-- Cells for which releases give different values.
CREATE VIEW disagreement AS
SELECT indicator, ref_area, territory, breakdown, time_period, role,
    transformation, price_base, unit_measure, count(*) AS statements,
    count(DISTINCT release) AS releases, min(value_in_units) AS lowest,
    max(value_in_units) AS highest
FROM history
WHERE withdrawn IS NULL
GROUP BY indicator, ref_area, territory, breakdown, time_period, role,
    transformation, price_base, unit_measure
HAVING min(value_in_units) < max(value_in_units);

-- The plan of a year that follows from one release's value and its share of
-- the plan. Value and share are each right to half a unit of their last
-- digit, so the plan lies between lower and upper; "trên" and "gần" leave
-- one side open. plan is the quotient itself, in units. A value at
-- current prices is left out, printed or inferred: plans are made at
-- constant ones, and the table plan tells where they are not. One whose base
-- is neither printed nor inferred is usable with that reservation.
CREATE VIEW implied_plan AS
SELECT v.indicator, v.ref_area, v.territory, v.breakdown,
    CAST(v.period_first / 12 AS TEXT) AS time_period,
    coalesce(pi.price_base, v.price_base) AS price_base,
    v.price_base AS price_base_printed, v.unit_measure,
    100 * v.obs_value * vm.factor / s.obs_value AS plan,
    CASE WHEN v.bound IN ('max', 'approx') OR s.bound IN ('min', 'approx')
	THEN NULL ELSE
	100 * (v.obs_value - vu.factor / 2) * vm.factor /
	(s.obs_value + su.factor / 2) END AS lower_value,
    CASE WHEN v.bound IN ('min', 'approx') OR s.bound IN ('max', 'approx')
	THEN NULL ELSE
	100 * (v.obs_value + vu.factor / 2) * vm.factor /
	(s.obs_value - su.factor / 2) END AS upper_value,
    CASE WHEN v.price_base = '_U' AND pi.price_base IS NULL
	AND v.unit_measure = 'VND' THEN 'price-base-not-printed'
	END AS reservation,
    v.time_period AS stated_period, v.id AS value_id, s.id AS share_id,
    v.release_id
FROM observation AS s
JOIN figure AS v ON v.release_id = s.release_id
    AND v.indicator = s.indicator AND v.time_period = s.time_period
    AND v.transformation = 'level' AND v.ref_area = s.ref_area
    AND v.breakdown = s.breakdown AND v.role = s.role
    AND v.withdrawn IS NULL
JOIN power AS vm ON vm.exponent = v.unit_mult
JOIN power AS vu ON vu.exponent = -v.obs_scale
JOIN power AS su ON su.exponent = -s.obs_scale
LEFT JOIN price_inference AS pi ON pi.observation_id = v.id
WHERE s.transformation = 'of_year_plan' AND s.withdrawn IS NULL
    AND s.obs_value > su.factor / 2
    AND coalesce(pi.price_base, v.price_base) <> 'current';

-- The warehouse, version 1. A star around observation, with vintages:
-- nothing is overwritten, a row that a later capture no longer states gets
-- the batch that withdrew it. Codes are SDMX concepts where they exist;
-- '_T' is a total, '_Z' does not apply, '_U' was not said. Key columns are
-- never NULL, so that equal cells compare equal.
-- A migration is one transaction and is never edited after a release.

-- "NQTR": tells our files from any other database.
PRAGMA application_id = 1313952850;

-- A knowledge file as it was last taken over (areas.json, targets.json …).
CREATE TABLE knowledge (
	name TEXT NOT NULL PRIMARY KEY,		-- file name
	digest TEXT NOT NULL			-- "sha256:…" of its bytes
) STRICT;

-- What is measured.
CREATE TABLE indicator (
	code TEXT NOT NULL PRIMARY KEY,		-- IND_OUTPUT
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	unit_measure TEXT NOT NULL,		-- unit of its level: VND, PT …
	position INTEGER NOT NULL		-- order of display
) STRICT;

-- Where. Provinces as they were before the mergers of 2025.
CREATE TABLE area (
	code TEXT NOT NULL PRIMARY KEY,		-- ISO 3166-2:VN, district VN-06.136
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	kind TEXT NOT NULL
	    CHECK (kind IN ('country', 'province', 'district')),
	parent TEXT REFERENCES area (code) DEFERRABLE INITIALLY DEFERRED,
	position INTEGER NOT NULL		-- order of display
) STRICT;

-- A part of an indicator. Every indicator has '_T', the whole. Proper names
-- of parks are entered when they are first met.
CREATE TABLE breakdown (
	indicator TEXT NOT NULL REFERENCES indicator (code),
	code TEXT NOT NULL,			-- '_T', 'C', 'services'
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	catalogued INTEGER NOT NULL CHECK (catalogued IN (0, 1)),
	PRIMARY KEY (indicator, code)
) STRICT, WITHOUT ROWID;

-- Who publishes.
CREATE TABLE source (
	code TEXT NOT NULL PRIMARY KEY,		-- id in sources.json
	title TEXT NOT NULL,
	publisher TEXT NOT NULL,
	ref_area TEXT,				-- area it reports on, if one
	source_rank INTEGER NOT NULL		-- 1 is believed first
) STRICT;

-- One records file as it was loaded: one transaction.
CREATE TABLE batch (
	id INTEGER NOT NULL PRIMARY KEY,	-- in order of loading
	name TEXT NOT NULL,			-- 20261122T180000Z.ndjson
	digest TEXT NOT NULL,			-- of the records file
	archive TEXT NOT NULL,			-- archive file it was read from
	archive_digest TEXT NOT NULL,
	program TEXT NOT NULL,			-- that wrote the records
	catalogue TEXT NOT NULL,		-- digest of the catalogue used
	loaded_at TEXT NOT NULL,		-- UTC
	documents INTEGER NOT NULL DEFAULT 0,	-- document lines
	added INTEGER NOT NULL DEFAULT 0,	-- observations first seen here
	unchanged INTEGER NOT NULL DEFAULT 0,	-- stated again
	withdrawn INTEGER NOT NULL DEFAULT 0,	-- no longer stated
	superseded INTEGER NOT NULL DEFAULT 0,	-- of a capture older than the
						-- one already here
	quarantined INTEGER NOT NULL DEFAULT 0	-- lines refused
) STRICT;
CREATE INDEX batch_by_name ON batch (name, id);

-- What was published: the same for every address and capture of it.
CREATE TABLE release (
	id INTEGER NOT NULL PRIMARY KEY,
	code TEXT NOT NULL UNIQUE,		-- yenbai-portal:Tintrongtinh/30649
	source TEXT NOT NULL REFERENCES source (code)
) STRICT;

-- One capture of a release.
CREATE TABLE document (
	id INTEGER NOT NULL PRIMARY KEY,
	digest TEXT NOT NULL,			-- of the payload
	release_id INTEGER NOT NULL REFERENCES release (id),
	url TEXT NOT NULL,			-- as fetched
	title TEXT,
	published TEXT,				-- day, where known
	retrieved TEXT NOT NULL,		-- UTC
	media_type TEXT,
	archive TEXT NOT NULL,			-- file of the archive
	archive_offset INTEGER NOT NULL,	-- bytes, of the gzip member
	UNIQUE (archive, archive_offset)
) STRICT;
CREATE INDEX document_by_release ON document (release_id, retrieved, id);

-- How a batch fared with a capture.
CREATE TABLE extraction (
	document_id INTEGER NOT NULL REFERENCES document (id),
	batch_id INTEGER NOT NULL REFERENCES batch (id),
	status TEXT NOT NULL CHECK (status IN ('ok', 'no-figures',
	    'image-only', 'unsupported', 'truncated', 'failed')),
	reason TEXT,				-- why not ok
	program TEXT NOT NULL,
	catalogue TEXT NOT NULL,
	PRIMARY KEY (document_id, batch_id)
) STRICT, WITHOUT ROWID;

-- One figure that one release states. The exact value is
-- obs_mantissa × 10^-obs_scale; obs_value is the nearest binary number, for
-- sorting and arithmetic. Fifteen digits at most, so printing obs_value with
-- fifteen gives the exact value back.
CREATE TABLE observation (
	id INTEGER NOT NULL PRIMARY KEY,
	release_id INTEGER NOT NULL REFERENCES release (id),
	document_id INTEGER NOT NULL REFERENCES document (id),	-- evidence
	ordinal INTEGER NOT NULL,		-- place among its figures
	indicator TEXT NOT NULL,
	ref_area TEXT NOT NULL REFERENCES area (code),
	breakdown TEXT NOT NULL,
	time_period TEXT NOT NULL,		-- 2022-Q1, 2022-01-01/P11M
	role TEXT NOT NULL CHECK (role IN
	    ('actual', 'plan', 'scenario', 'target', 'forecast')),
	transformation TEXT NOT NULL CHECK (transformation IN
	    ('level', 'yoy', 'yoy_real', 'pop', 'avg', 'share',
	    'contribution', 'of_year_plan', 'of_period_plan', 'of_target',
	    'of_scenario', 'of_year_scenario')),
	price_base TEXT NOT NULL,		-- constant-2010, current, _U,
						-- _Z for what is no level
	obs_value REAL NOT NULL,		-- as printed
	obs_mantissa INTEGER NOT NULL,
	obs_scale INTEGER NOT NULL CHECK (obs_scale BETWEEN 0 AND 15),
	unit_measure TEXT NOT NULL CHECK (unit_measure IN
	    ('VND', 'USD', 'PT', 'PP', 'HA', 'NUM', 'T', 'TKM', 'PKM')),
	unit_mult INTEGER NOT NULL,		-- power of ten: tỷ đồng is 9
	obs_status TEXT NOT NULL CHECK (obs_status IN ('A', 'P', 'E')),
						-- final, preliminary, estimate
	bound TEXT NOT NULL
	    CHECK (bound IN ('min', 'max', 'approx', '_Z')),
	period_first INTEGER NOT NULL,		-- months since year 0
	period_months INTEGER NOT NULL,
	evidence_text TEXT NOT NULL,		-- sentence or table row
	evidence_start INTEGER NOT NULL,	-- bytes in the normalised text
	evidence_end INTEGER NOT NULL,
	evidence_row TEXT,			-- of a table: label of the row,
	evidence_column TEXT,			-- header of the column
	evidence_cell TEXT,			-- and address, as C7
	rule TEXT NOT NULL,			-- that read it
	flags TEXT NOT NULL,			-- JSON array
	first_seen INTEGER NOT NULL REFERENCES batch (id),
	withdrawn INTEGER REFERENCES batch (id),	-- NULL: stands
	FOREIGN KEY (indicator, breakdown)
	    REFERENCES breakdown (indicator, code)
) STRICT;
-- One release states a figure once.
CREATE UNIQUE INDEX observation_live ON observation (release_id, indicator,
    time_period, transformation, ref_area, breakdown, role, price_base,
    obs_mantissa, obs_scale, unit_measure, unit_mult, obs_status, bound)
    WHERE withdrawn IS NULL;
-- A cell and a series.
CREATE INDEX observation_cell ON observation (indicator, ref_area, breakdown,
    transformation, role, period_first, period_months, price_base);

-- Lines of a records file that were refused; the rest of it was loaded.
CREATE TABLE quarantine (
	batch_id INTEGER NOT NULL REFERENCES batch (id),
	line INTEGER NOT NULL,			-- 1 is the first
	reason TEXT NOT NULL,
	content BLOB NOT NULL,			-- its beginning, as it was
	PRIMARY KEY (batch_id, line)
) STRICT, WITHOUT ROWID;

-- Documents that set targets.
CREATE TABLE resolution (
	code TEXT NOT NULL PRIMARY KEY,		-- 29-NQ/TU
	title_vi TEXT NOT NULL,
	title_en TEXT NOT NULL,
	issued TEXT,				-- day or year
	kind TEXT NOT NULL CHECK (kind IN ('main', 'sibling', 'parent',
	    'plan')),
	position INTEGER NOT NULL
) STRICT;

-- What they set, and how sure we are of it. A target whose number nobody
-- has read has no number.
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
	    'growth', 'share', 'sum', 'year-plan', 'period-plan')),
	bound TEXT NOT NULL CHECK (bound IN ('min', 'max', 'approx', '_Z')),
	direction TEXT NOT NULL
	    CHECK (direction IN ('up', 'down', 'keep-above', 'keep-below')),
	base TEXT,				-- period compared with
	time_period TEXT NOT NULL,		-- term or year
	obs_value REAL,
	obs_mantissa INTEGER,
	obs_scale INTEGER,
	lower_value REAL,			-- what rounding allows, of
	upper_value REAL,			-- implied ones
	unit_measure TEXT,
	unit_mult INTEGER NOT NULL,
	certainty TEXT NOT NULL CHECK (certainty IN
	    ('stated', 'plan', 'implied', 'unverified')),
	source TEXT NOT NULL,			-- address, or where it was read
	wording_vi TEXT NOT NULL,		-- in our words
	wording_en TEXT NOT NULL,
	position INTEGER NOT NULL,
	CHECK ((certainty = 'unverified') = (obs_value IS NULL))
) STRICT;

-- Powers of ten for views; SQLite may be built without pow().
CREATE TABLE power (
	exponent INTEGER NOT NULL PRIMARY KEY,
	factor REAL NOT NULL
) STRICT;
INSERT INTO power VALUES (-15, 1e-15), (-14, 1e-14), (-13, 1e-13),
    (-12, 1e-12), (-11, 1e-11), (-10, 1e-10), (-9, 1e-9), (-8, 1e-8),
    (-7, 1e-7), (-6, 1e-6), (-5, 1e-5), (-4, 1e-4), (-3, 1e-3), (-2, 1e-2),
    (-1, 1e-1), (0, 1.0), (1, 1e1), (2, 1e2), (3, 1e3), (4, 1e4), (5, 1e5),
    (6, 1e6), (7, 1e7), (8, 1e8), (9, 1e9), (10, 1e10), (11, 1e11),
    (12, 1e12), (13, 1e13), (14, 1e14), (15, 1e15), (16, 1e16), (17, 1e17),
    (18, 1e18);

-- Every figure that ever stood, with its release and the times between
-- which we held it. value_in_units is free of the multiplier.
CREATE VIEW history AS
SELECT o.id AS observation_id, o.indicator, o.ref_area, o.breakdown,
    o.time_period, o.role, o.transformation, o.price_base, o.obs_value,
    o.unit_measure, o.unit_mult, o.obs_value * p.factor AS value_in_units,
    o.obs_status, o.bound, o.period_first, o.period_months,
    r.code AS release, r.source, s.source_rank, d.published, d.url,
    d.digest AS document, o.evidence_text, o.rule, o.flags,
    o.first_seen, fb.loaded_at AS seen_from,
    o.withdrawn, wb.loaded_at AS seen_until
FROM observation AS o
JOIN power AS p ON p.exponent = o.unit_mult
JOIN release AS r ON r.id = o.release_id
JOIN source AS s ON s.code = r.source
JOIN document AS d ON d.id = o.document_id
JOIN batch AS fb ON fb.id = o.first_seen
LEFT JOIN batch AS wb ON wb.id = o.withdrawn;

-- The best value of each cell: final before preliminary before estimate,
-- then the source believed first, then what was published last.
CREATE VIEW current AS
SELECT * FROM (
	SELECT h.*, row_number() OVER (
		PARTITION BY indicator, ref_area, breakdown, time_period,
		    role, transformation, price_base
		ORDER BY CASE obs_status WHEN 'A' THEN 0 WHEN 'P' THEN 1
		    ELSE 2 END, source_rank, published DESC,
		    observation_id DESC) AS place
	FROM history AS h
	WHERE withdrawn IS NULL)
WHERE place = 1;

-- Cells for which releases give different values.
CREATE VIEW disagreement AS
SELECT indicator, ref_area, breakdown, time_period, role, transformation,
    price_base, unit_measure, count(*) AS statements,
    count(DISTINCT release) AS releases, min(value_in_units) AS lowest,
    max(value_in_units) AS highest
FROM history
WHERE withdrawn IS NULL
GROUP BY indicator, ref_area, breakdown, time_period, role, transformation,
    price_base, unit_measure
HAVING min(value_in_units) < max(value_in_units);

-- The plan of a year that follows from one release's value and its share of
-- the plan. Value and share are each right to half a unit of their last
-- digit, so the plan lies between lower and upper; "trên" and "gần" leave
-- one side open. plan is the quotient itself, in units.
CREATE VIEW implied_plan AS
SELECT v.indicator, v.ref_area, v.breakdown,
    CAST(v.period_first / 12 AS TEXT) AS time_period, v.price_base,
    v.unit_measure,
    100 * v.obs_value * vm.factor / s.obs_value AS plan,
    CASE WHEN v.bound = 'max' OR s.bound = 'min' THEN NULL ELSE
	100 * (v.obs_value - vu.factor / 2) * vm.factor /
	(s.obs_value + su.factor / 2) END AS lower_value,
    CASE WHEN v.bound = 'min' OR s.bound = 'max' THEN NULL ELSE
	100 * (v.obs_value + vu.factor / 2) * vm.factor /
	(s.obs_value - su.factor / 2) END AS upper_value,
    v.time_period AS stated_period, v.id AS value_id, s.id AS share_id,
    v.release_id
FROM observation AS s
JOIN observation AS v ON v.release_id = s.release_id
    AND v.indicator = s.indicator AND v.time_period = s.time_period
    AND v.transformation = 'level' AND v.ref_area = s.ref_area
    AND v.breakdown = s.breakdown AND v.role = s.role
    AND v.withdrawn IS NULL
JOIN power AS vm ON vm.exponent = v.unit_mult
JOIN power AS vu ON vu.exponent = -v.obs_scale
JOIN power AS su ON su.exponent = -s.obs_scale
WHERE s.transformation = 'of_year_plan' AND s.withdrawn IS NULL
    AND s.obs_value > su.factor / 2 AND v.price_base <> 'current';

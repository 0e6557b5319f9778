-- Version 6: targets know their office, their source's address and whose
-- plan they are; and the verdicts as they were given, with what they rest on.
-- docs/progress.md explains how a verdict comes about.

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

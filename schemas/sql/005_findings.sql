-- Version 5: checks and what they find. A check is a file of
-- schemas/sql/checks; "nqtrack run" and "nqtrack check" examine the
-- standing figures with them whenever a batch was loaded or a check was
-- changed. docs/checks.md is for people.

-- The checks as they were last applied.
CREATE TABLE check_rule (
	code TEXT NOT NULL PRIMARY KEY,		-- file name without .sql
	title_vi TEXT NOT NULL,
	title_en TEXT NOT NULL,
	severity TEXT NOT NULL			-- the highest of its findings
	    CHECK (severity IN ('error', 'warning', 'info')),
	compares TEXT NOT NULL,			-- what with what
	tolerance TEXT NOT NULL,		-- and where it comes from
	example TEXT NOT NULL,
	digest TEXT NOT NULL			-- of the file
) STRICT;

-- Each time that all checks were applied.
CREATE TABLE examination (
	id INTEGER NOT NULL PRIMARY KEY,
	batch_id INTEGER,			-- the last one loaded before;
						-- NULL: none yet
	digest TEXT NOT NULL,			-- of all checks
	examined_at TEXT NOT NULL,		-- UTC
	opened INTEGER NOT NULL DEFAULT 0,	-- findings
	closed INTEGER NOT NULL DEFAULT 0,
	standing INTEGER NOT NULL DEFAULT 0	-- open after it
) STRICT;

-- Figures that contradict each other. found was printed, expected follows
-- from the other side, and they differ by more than tolerance, all three in
-- units of unit_measure (no multiplier). Rows are never deleted: one that is
-- settled is closed, one that comes back is a new row with the same key.
CREATE TABLE finding (
	id INTEGER NOT NULL PRIMARY KEY,
	check_code TEXT NOT NULL REFERENCES check_rule (code),
	key TEXT NOT NULL,			-- digest of check and figures
						-- (not of row ids)
	severity TEXT NOT NULL
	    CHECK (severity IN ('error', 'warning', 'info')),
	indicator TEXT NOT NULL REFERENCES indicator (code),
	ref_area TEXT NOT NULL REFERENCES area (code),
	breakdown TEXT NOT NULL,
	time_period TEXT NOT NULL,
	unit_measure TEXT NOT NULL,		-- VND …; MONTH, RATIO
	found REAL NOT NULL,
	expected REAL,				-- NULL: nothing follows
	tolerance REAL,				-- what rounding allows
	opened_batch INTEGER REFERENCES batch (id),	-- last one loaded
	opened_at TEXT NOT NULL,		-- UTC
	closed_batch INTEGER REFERENCES batch (id),
	closed_at TEXT,				-- NULL: open
	closed_why TEXT CHECK (closed_why IN
	    ('withdrawn',			-- a figure is no longer stated
	    'settled',				-- the figures stand, others
						-- explain them
	    'rule')),				-- the check was changed
	CHECK ((closed_at IS NULL) = (closed_why IS NULL))
) STRICT;
CREATE UNIQUE INDEX finding_open ON finding (check_code, key)
    WHERE closed_at IS NULL;

-- The figures of a finding: the ones examined, and the ones that they are
-- held against.
CREATE TABLE finding_observation (
	finding_id INTEGER NOT NULL REFERENCES finding (id),
	side TEXT NOT NULL CHECK (side IN ('found', 'expected')),
	observation_id INTEGER NOT NULL REFERENCES observation (id),
	PRIMARY KEY (finding_id, side, observation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_by_observation ON finding_observation (observation_id);

-- The book of runs, version 1: what each run of a command that writes did.
-- It can be deleted: nothing is worked out from it, only told. Times are UTC
-- as 2026-11-22T18:00:07Z.

CREATE TABLE run (
	id INTEGER PRIMARY KEY,
	command TEXT NOT NULL,			-- run, extract, load …
	process INTEGER NOT NULL,
	began_at TEXT NOT NULL,
	ended_at TEXT,				-- NULL: it goes, or it died
	state TEXT NOT NULL DEFAULT 'going'
	    CHECK (state IN ('going', 'ended', 'died')),
	exit_status INTEGER,			-- of the program
	seconds REAL,				-- by the clock
	-- Counts; a run that died has those of the stages that ended.
	fetched INTEGER NOT NULL DEFAULT 0,	-- answers that could be used
	fresh INTEGER NOT NULL DEFAULT 0,	-- releases new to the archive
	changed INTEGER NOT NULL DEFAULT 0,	-- releases that say something else
	unchanged INTEGER NOT NULL DEFAULT 0,	-- asked for again, the same
	failed INTEGER NOT NULL DEFAULT 0,	-- attempts that gave nothing
	documents INTEGER NOT NULL DEFAULT 0,	-- read into records
	unread INTEGER NOT NULL DEFAULT 0,	-- of them without success
	added INTEGER NOT NULL DEFAULT 0,	-- figures
	withdrawn INTEGER NOT NULL DEFAULT 0,	-- figures
	quarantined INTEGER NOT NULL DEFAULT 0,	-- records refused
	opened INTEGER NOT NULL DEFAULT 0,	-- findings of the checks
	closed INTEGER NOT NULL DEFAULT 0,
	warnings INTEGER NOT NULL DEFAULT 0,	-- lines
	errors INTEGER NOT NULL DEFAULT 0,	-- lines
	sandbox TEXT,				-- what held the workers
	program TEXT NOT NULL,			-- its version, and the libraries'
	libraries TEXT NOT NULL,
	CHECK ((state = 'ended') = (ended_at IS NOT NULL)
	    AND (state = 'ended') = (exit_status IS NOT NULL))
) STRICT;

-- How long its stages took.
CREATE TABLE stage (
	run INTEGER NOT NULL REFERENCES run (id),
	stage TEXT NOT NULL,			-- extract, transform, load, check
	seconds REAL NOT NULL,			-- by the clock
	exit_status INTEGER NOT NULL,
	PRIMARY KEY (run, stage)
) STRICT, WITHOUT ROWID;

-- What extract did at each source.
CREATE TABLE source (
	run INTEGER NOT NULL REFERENCES run (id),
	source TEXT NOT NULL,
	fetched INTEGER NOT NULL,
	fresh INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	unchanged INTEGER NOT NULL,
	failed INTEGER NOT NULL,
	alarms INTEGER NOT NULL,		-- listings that show too little
	bytes INTEGER NOT NULL,			-- of bodies
	error TEXT,				-- the first
	PRIMARY KEY (source, run)
) STRICT, WITHOUT ROWID;

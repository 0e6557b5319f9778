-- Index lines of the archive file that is being written, sorted by SQLite
-- in a file of its own, so that memory does not grow with the archive.
CREATE TEMP TABLE cdx (
	line TEXT NOT NULL
);

-- The links that the walk of a listing has met.
CREATE TEMP TABLE met (
	walk TEXT NOT NULL,
	key TEXT NOT NULL,
	PRIMARY KEY (walk, key)
) WITHOUT ROWID;

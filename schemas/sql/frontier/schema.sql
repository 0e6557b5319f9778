-- The frontier, version 3: what extract knows of each address. It can be
-- deleted at any time, since the archive files rebuild it (all but failed
-- attempts and what a listing usually shows).
-- Times are UTC as 2026-11-22T18:00:07Z, days as 2026-11-22.

-- Archive files that these rows know of.
CREATE TABLE archive (
	name TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE page (
	source TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN
	    ('release', 'listing', 'feed', 'sitemap', 'wordpress', 'entry')),
	key TEXT NOT NULL,
	url TEXT NOT NULL,			-- as it was found last
	state TEXT NOT NULL CHECK (state IN
	    ('new', 'done', 'failed', 'gone', 'forbidden')),
	found_at TEXT NOT NULL,			-- first met
	published TEXT,				-- day, as a listing gives it
	stated_at TEXT,				-- last change, as a feed gives it
	run INTEGER NOT NULL DEFAULT 0,		-- that asked for it last
	tried_at TEXT,				-- last attempt
	tries INTEGER NOT NULL DEFAULT 0,	-- failed ones in a row
	next_at TEXT,				-- not before; NULL: any time
	error TEXT,				-- of the last attempt
	fetched_at TEXT,			-- last answer that said what it says
	etag TEXT,				-- of that answer
	modified TEXT,				-- its Last-Modified
	digest TEXT,				-- SHA-256 of the last payload archived
	captured_at TEXT,			-- and when it was taken
	captured_url TEXT,			-- from there
	archive TEXT,				-- in this file
	archive_offset INTEGER,			-- at this record
	usual REAL,				-- releases that a listing shows
	PRIMARY KEY (source, kind, key)
) STRICT, WITHOUT ROWID;

-- Whether an attachment is known is asked by its address.
CREATE INDEX page_url ON page (source, url);

-- Every payload of a release that the archive holds: backfill asks for
-- none of them again.
CREATE TABLE capture (
	source TEXT NOT NULL,
	key TEXT NOT NULL,
	captured_at TEXT NOT NULL,
	payload TEXT NOT NULL,			-- "sha1:…", as archives index it
	PRIMARY KEY (source, key, captured_at, payload)
) STRICT, WITHOUT ROWID;

-- What the index of a public web archive was asked (extract --backfill), so
-- that an interrupted run goes on where it stopped. This table and the next
-- may be lost without harm: the index is asked again, and the captures that
-- are here are known by their time and payload.
CREATE TABLE backfill_query (
	service TEXT NOT NULL,			-- id in archives.json
	source TEXT NOT NULL,
	query TEXT NOT NULL,			-- host, days, crawl, key rule
	begun_at TEXT NOT NULL,
	resume TEXT,				-- where the next answer begins
	done_at TEXT,				-- NULL: there is more
	error TEXT,				-- why it will not be answered
	PRIMARY KEY (service, source, query)
) STRICT, WITHOUT ROWID;

-- The captures that it named.
CREATE TABLE backfill_item (
	id INTEGER PRIMARY KEY,
	service TEXT NOT NULL,
	source TEXT NOT NULL,
	key TEXT NOT NULL,			-- of the release; '' of a file
	captured_at TEXT NOT NULL,
	url TEXT NOT NULL,			-- as captured
	state TEXT NOT NULL CHECK (state IN
	    ('wanted', 'file', 'done', 'known', 'refused', 'truncated')),
	digest TEXT,				-- "sha1:…", as the index has it
	truncated INTEGER NOT NULL DEFAULT 0,
	filename TEXT,				-- where it lies, of common-crawl
	at INTEGER NOT NULL DEFAULT 0,
	length INTEGER NOT NULL DEFAULT 0,
	tries INTEGER NOT NULL DEFAULT 0,	-- failed ones
	error TEXT,				-- of the last, or why it is refused
	UNIQUE (service, source, captured_at, url)
) STRICT;

CREATE INDEX backfill_item_next
ON backfill_item (service, source, state, key, captured_at, id);

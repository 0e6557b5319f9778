-- Version 2: what a source owes, and under which licence it publishes. A
-- source that has a schedule has the first three of its columns; the
-- statement query/coverage.sql holds releases against them.
ALTER TABLE source ADD COLUMN licence TEXT;
-- Is it fetched? 0 also for one that sources.json no longer lists.
ALTER TABLE source ADD COLUMN enabled INTEGER NOT NULL DEFAULT 0
    CHECK (enabled IN (0, 1));
ALTER TABLE source ADD COLUMN schedule_every TEXT
    CHECK (schedule_every IN ('month', 'quarter', 'year'));
-- Months: the first and the last period are the ones that contain them.
ALTER TABLE source ADD COLUMN schedule_from TEXT	-- 2019-01
    CHECK ((schedule_from IS NULL) = (schedule_every IS NULL));
ALTER TABLE source ADD COLUMN schedule_until TEXT	-- NULL: still owed
    CHECK (schedule_until >= schedule_from);
-- Days after the end of a period within which its release is due.
ALTER TABLE source ADD COLUMN schedule_days INTEGER
    CHECK ((schedule_days IS NULL) = (schedule_every IS NULL));

-- The file is taken over once more, although its bytes did not change.
DELETE FROM knowledge WHERE name = 'sources.json';

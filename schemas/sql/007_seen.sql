-- Version 7: what came and what went, by batch: "nqtrack diff" looks at the
-- batches of some days, and most figures are of others. Both grow at their
-- end, or hardly at all.
CREATE INDEX observation_seen ON observation (first_seen);
CREATE INDEX observation_withdrawn ON observation (withdrawn)
    WHERE withdrawn IS NOT NULL;

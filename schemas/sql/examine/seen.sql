-- Found again.
INSERT OR IGNORE INTO temp.seen (finding_id) VALUES (?1)

-- A release met for the first time.
INSERT INTO release (code, source) VALUES (?1, ?2)

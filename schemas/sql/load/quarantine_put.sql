-- A refused line.
INSERT INTO quarantine (batch_id, line, reason, content)
VALUES (?1, ?2, ?3, ?4)

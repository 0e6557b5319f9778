-- A figure that an inference rests on.
INSERT INTO price_evidence (observation_id, method, rests_on)
VALUES (?1, ?2, ?3)
ON CONFLICT DO NOTHING

-- A figure that a verdict rests on.
INSERT INTO verdict_input (verdict_id, place, use, observation_id, obs_value)
VALUES (?1, ?2, ?3, ?4, ?5)

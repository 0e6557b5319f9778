-- What a plan rests on.
INSERT INTO plan_evidence (plan_id, use, observation_id, value_id,
    release_id, lower_value, upper_value, wording)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT DO NOTHING

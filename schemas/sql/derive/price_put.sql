-- The price base that a level's numbers leave.
INSERT INTO price_inference (observation_id, price_base, methods, reason_vi,
    reason_en, first_seen)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)

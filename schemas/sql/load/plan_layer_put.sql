-- A layer of plans.
INSERT INTO plan_layer (code, name_vi, name_en, position)
VALUES (?1, ?2, ?3, ?4)

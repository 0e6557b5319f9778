-- A document that sets targets.
INSERT INTO resolution (code, title_vi, title_en, issued, kind, position)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)

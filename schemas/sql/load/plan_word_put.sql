-- A word that names a layer.
INSERT INTO plan_word (layer, word, position) VALUES (?1, ?2, ?3)

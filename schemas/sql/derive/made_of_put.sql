-- The derived tables were made of this state.
INSERT INTO derived (name, made_of) VALUES ('dimensions', ?1)
ON CONFLICT (name) DO UPDATE SET made_of = excluded.made_of

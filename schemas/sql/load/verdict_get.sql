-- What the standing verdict of a target was made of.
SELECT digest FROM verdict WHERE target = ?1 AND superseded_at IS NULL

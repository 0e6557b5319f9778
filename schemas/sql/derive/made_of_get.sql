-- The state that the derived tables were made of, and the one there is now:
-- the batches, and the knowledge.
SELECT coalesce((SELECT made_of FROM derived WHERE name = 'dimensions'), ''),
    printf('%s %d %s', ?1, (SELECT coalesce(max(id), 0) FROM batch),
	(SELECT coalesce(group_concat(digest), '') FROM (
	    SELECT digest FROM knowledge
	    WHERE name IN ('areas.json', 'territories.json', 'plans.json')
	    ORDER BY name)))

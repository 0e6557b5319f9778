-- The figures of a finding: ?2 examined, ?3 held against.
INSERT INTO finding_observation (finding_id, side, observation_id)
SELECT ?1, 'found', value FROM json_each(?2)
UNION
SELECT ?1, 'expected', value FROM json_each(?3)

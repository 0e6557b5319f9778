-- What was known after batch ?1, for export: the best value of each cell (the
-- rule of the view "current", at another time), or where ?3 every standing
-- statement, place 1 being the best; of source ?2 alone where it is given.
-- obs_value is the number as printed, as text: mantissa and scale, never
-- by way of a binary number.
SELECT o.id AS observation_id, o.indicator, o.ref_area, o.territory,
    o.breakdown, o.time_period, o.role, o.transformation, o.price_base,
    pi.price_base AS price_base_inferred,
    iif(o.obs_mantissa < 0, '-', '') || CASE o.obs_scale
	WHEN 0 THEN abs(o.obs_mantissa)
	ELSE substr(digits, 1, length(digits) - o.obs_scale) || '.' ||
	    substr(digits, -o.obs_scale) END AS obs_value,
    o.unit_measure, o.unit_mult, o.obs_scale AS decimals, o.obs_status,
    o.bound, iif(?3, o.place, NULL) AS place, r.source, r.code AS release,
    d.title, o.published, o.url, o.document, o.evidence_text, o.rule,
    o.flags, b.loaded_at AS seen_from,
    CASE WHEN o.period_months = 12 AND o.period_first % 12 = 0 THEN 'A'
	WHEN o.period_months = 6 AND o.period_first % 6 = 0 THEN 'S'
	WHEN o.period_months = 3 AND o.period_first % 3 = 0 THEN 'Q'
	WHEN o.period_months = 1 THEN 'M' ELSE '_O' END AS freq,
    iif(o.role = 'forecast', 'F', o.obs_status) AS sdmx_status,
    i.name_vi, i.name_en, a.name_vi AS area_vi, a.name_en AS area_en
FROM (
	SELECT f.*, printf('%0*d', f.obs_scale + 1, abs(f.obs_mantissa)) AS
	    digits, row_number() OVER (
		PARTITION BY f.indicator, f.ref_area, f.breakdown,
		    f.transformation, f.role, f.time_period, f.price_base,
		    f.territory
		ORDER BY instr('APE', f.obs_status), s.source_rank,
		    coalesce(f.published, '') DESC, f.id DESC) AS place
	FROM figure AS f
	JOIN release AS fr ON fr.id = f.release_id
	JOIN source AS s ON s.code = fr.source
	WHERE f.first_seen <= ?1
	    AND (f.withdrawn IS NULL OR f.withdrawn > ?1)
	    AND (?2 IS NULL OR fr.source = ?2)) AS o
JOIN release AS r ON r.id = o.release_id
JOIN document AS d ON d.id = o.document_id
JOIN batch AS b ON b.id = o.first_seen
JOIN indicator AS i ON i.code = o.indicator
JOIN area AS a ON a.code = o.ref_area
LEFT JOIN price_inference AS pi ON pi.observation_id = o.id
    AND pi.first_seen <= ?1
WHERE o.place = 1 OR ?3
ORDER BY i.position, i.code, a.position, a.code, o.breakdown,
    o.transformation, o.role, o.period_first, o.period_months, o.price_base,
    o.territory, o.place

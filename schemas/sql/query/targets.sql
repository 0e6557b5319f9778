-- Targets in order of display. A target means the territory that its area's
-- name stood for when its document was issued, or else when its period
-- begins.
SELECT t.code, t.resolution, r.kind, r.title_vi, r.title_en, r.issued,
    t.clause, t.name_vi, t.name_en, t.indicator, t.ref_area, t.breakdown,
    t.price_base, t.kind, t.bound, t.direction, t.base, t.time_period,
    t.obs_value, t.lower_value, t.upper_value, t.limit_value, t.unit_measure,
    t.unit_mult, t.certainty, t.layer, t.office_vi, t.office_en, t.source,
    t.source_url, t.wording_vi, t.wording_en,
    coalesce((SELECT v.code FROM territory AS v
	WHERE v.ref_area = t.ref_area
	    AND v.valid_from <= coalesce(r.issued, substr(t.time_period, 1, 4))
	ORDER BY v.valid_from DESC LIMIT 1), t.ref_area) AS territory
FROM target AS t JOIN resolution AS r ON r.code = t.resolution
ORDER BY r.position, t.position

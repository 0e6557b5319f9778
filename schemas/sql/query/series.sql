-- The best value of each period of a series, as known after batch ?6:
-- the rule of the view "current", at another time. Shares of a year's plan
-- stand beside each other: a year can have several plans. Figures of two
-- territories are two series; a price base that was inferred of what was
-- known then stands beside the printed one. Amounts in đồng and in dollars
-- stand beside each other, too: what a target asks for is in one of them.
SELECT time_period, period_first, period_months, price_base, obs_value,
    unit_measure, unit_mult, obs_status, bound, id, release, url, territory,
    price_base_inferred
FROM (
	SELECT o.*, r.code AS release,
	    pi.price_base AS price_base_inferred, row_number() OVER (
		PARTITION BY o.period_first, o.period_months, o.price_base,
		    o.territory, o.unit_measure, CASE o.transformation WHEN 'of_year_plan'
		    THEN o.obs_value END
		ORDER BY CASE o.obs_status WHEN 'A' THEN 0 WHEN 'P' THEN 1
		    ELSE 2 END, s.source_rank, o.published DESC, o.id DESC)
	    AS place
	FROM figure AS o
	JOIN release AS r ON r.id = o.release_id
	JOIN source AS s ON s.code = r.source
	LEFT JOIN price_inference AS pi ON pi.observation_id = o.id
	    AND pi.first_seen <= ?6
	WHERE o.indicator = ?1 AND o.ref_area = ?2 AND o.breakdown = ?3
	    AND o.transformation = ?4 AND o.role = ?5 AND o.first_seen <= ?6
	    AND (o.withdrawn IS NULL OR o.withdrawn > ?6))
WHERE place = 1
ORDER BY period_first, period_months, price_base, territory, unit_measure

-- What stands of a family: levels, their growth on a year before, and their
-- shares of plans, in order of period, then of publication. Wording is read
-- only where it may name a plan, growth only where ?4 wants it.
SELECT o.id, o.release_id, o.first_seen, coalesce(o.published, ''),
    o.period_first, o.period_months, o.role, o.transformation, o.price_base,
    o.obs_value, o.obs_scale, o.unit_measure, o.unit_mult, o.bound,
    o.territory, o.time_period,
    iif(o.role <> 'actual' OR o.transformation LIKE 'of%',
	o.evidence_text, NULL),
    iif(o.role <> 'actual' OR o.transformation LIKE 'of%',
	o.evidence_column, NULL)
FROM figure AS o
JOIN release AS r ON r.id = o.release_id
WHERE o.indicator = ?1 AND o.ref_area = ?2 AND o.breakdown = ?3
    AND o.transformation IN ('level', 'yoy', 'of_year_plan',
	'of_year_scenario', 'of_period_plan', 'of_scenario')
    AND (?4 OR o.transformation <> 'yoy')
    AND o.withdrawn IS NULL
ORDER BY o.period_first, o.period_months, coalesce(o.published, ''), r.code,
    o.ordinal, o.obs_value, o.transformation

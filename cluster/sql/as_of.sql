-- As "statement": by windows, for each day that is asked for.
SELECT as_of, observation_id, indicator, ref_area, territory, breakdown,
    time_period, role, transformation, price_base, price_base_inferred,
    obs_value, unit_measure, unit_mult, value_in_units, obs_status, bound,
    period_first, period_months, release, source, source_rank, published, url,
    document, evidence_text, rule, flags, first_seen, seen_from
FROM (SELECT k.as_of, o.id AS observation_id, o.indicator, o.ref_area,
	o.territory, o.breakdown, o.time_period, o.role, o.transformation,
	o.price_base, i.price_base AS price_base_inferred, o.obs_value,
	o.unit_measure, o.unit_mult, o.obs_value * p.factor AS value_in_units,
	o.obs_status, o.bound, o.period_first, o.period_months,
	r.code AS release, r.source, s.source_rank, o.published, o.url,
	o.document, o.evidence_text, o.rule, o.flags, o.first_seen,
	f.loaded_at AS seen_from, row_number() OVER (
	    PARTITION BY k.as_of, o.indicator, o.ref_area, o.territory,
		o.breakdown, o.time_period, o.role, o.transformation,
		o.price_base
	    ORDER BY instr('APE', o.obs_status), s.source_rank,
		coalesce(o.published, '') DESC, o.id DESC) AS place
    FROM `known` AS k
    JOIN figure AS o ON o.first_seen <= k.batch_id
	AND (o.withdrawn IS NULL OR o.withdrawn > k.batch_id)
    JOIN power AS p ON p.exponent = o.unit_mult
    JOIN `release` AS r ON r.id = o.release_id
    JOIN `source` AS s ON s.code = r.source
    JOIN batch AS f ON f.id = o.first_seen
    LEFT JOIN price_inference AS i ON i.observation_id = o.id
	AND i.first_seen <= k.batch_id)
WHERE place = 1;

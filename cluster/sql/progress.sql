-- Parts of "progress" that Spark says otherwise; the others are the
-- warehouse's own. A part without a body is one that is no longer needed.
WITH
-- No subquery with an order and a limit for each row: the territory that
-- stands last comes by a join. Spark reads no number at the front of a text.
goal AS (
	SELECT t.*, r.kind AS resolution_kind,
	    coalesce(v.territory, t.ref_area) AS territory,
	    CASE WHEN t.kind IN ('average-growth', 'growth') THEN 'yoy'
	    WHEN t.kind = 'share' THEN 'share' ELSE 'level' END AS looks_at,
	    CAST(substr(t.time_period, 1, 4) AS BIGINT) AS first_year,
	    CAST(substr(t.time_period, 1, 4) AS BIGINT) +
	    coalesce(CAST(nullif(regexp_extract(t.time_period,
		'/P([0-9]+)Y$', 1), '') AS BIGINT), 1) - 1 AS last_year,
	    t.kind IN ('period-plan', 'growth') AND
	    length(t.time_period) > 4 AS exact,
	    t.kind IN ('year-plan', 'period-plan', 'growth') OR
	    t.obs_value IS NULL AS counts_parts
	FROM target AS t
	JOIN resolution AS r ON r.code = t.resolution
	LEFT JOIN (SELECT g.code, max_by(n.code, n.valid_from) AS territory
	    FROM target AS g
	    JOIN resolution AS d ON d.code = g.resolution
	    JOIN territory AS n ON n.ref_area = g.ref_area
		AND n.valid_from <= coalesce(d.issued,
		    substr(g.time_period, 1, 4))
	    GROUP BY g.code) AS v ON v.code = t.code
	WHERE t.indicator IS NOT NULL),
-- Columns beside a max() are any row's in Spark; and an order of columns is
-- as good as one of a text that is made to sort like them.
best AS (
	SELECT code, id, time_period, year, months, obs_status, inferred,
	    base, value, doubtful
	FROM (SELECT *, row_number() OVER (PARTITION BY code, time_period
		ORDER BY NOT doubtful DESC, CASE WHEN base = wanted THEN 3
		    WHEN base IN ('_U', '_Z') THEN 2
		    WHEN base = 'current' THEN 0 ELSE 1 END DESC,
		    NOT inferred DESC, instr('EPA', obs_status) DESC,
		    source_rank, coalesce(published, '') DESC, id DESC) AS place
	    FROM (SELECT *, base = '_U' AND wanted LIKE 'constant-%' AND
		    coalesce(value > plausible, false) AS doubtful
		FROM stated)
	    WHERE base IN ('_Z', '_U', wanted) OR wanted = '_U')
	WHERE place = 1),
latest AS (
	SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY code
		ORDER BY NOT doubtful DESC, year * 100 + months DESC,
		    time_period) AS place
	    FROM best)
	WHERE place = 1),
-- Truth is no number in Spark.
layer AS (
	SELECT code, layers, lower, upper, layer_kind, row_number() OVER (
	    PARTITION BY code ORDER BY if(above, 1, 0) + if(below, 1, 0) DESC,
	    if(same, 1, 0) DESC, layer) AS place, above AND below AS fits
	FROM (SELECT t.code, l.layers, l.layer, l.layer_kind,
		l.lower_value / g.factor AS lower,
		l.upper_value / g.factor AS upper,
		coalesce(l.lower_value / g.factor <= t.obs_value, true) AS
		above,
		coalesce(l.upper_value / g.factor >= t.obs_value, true) AS
		below, l.price_base = t.price_base AS same
	    FROM term AS t
	    JOIN power AS g ON g.exponent = t.unit_mult
	    JOIN `plan` AS l ON l.indicator = t.indicator
		AND l.ref_area = t.ref_area AND l.breakdown = t.breakdown
		AND l.time_period = t.time_period
		AND l.unit_measure = t.unit_measure
		AND l.territory = t.territory
		AND (l.price_base IN ('_Z', '_U', t.price_base)
		    OR t.price_base = '_U')
	    WHERE t.kind IN ('year-plan', 'period-plan'))),
-- Products and powers need no recursion: Spark folds a list, in its order.
chain AS (),
done AS (
	SELECT t.code, count(f.value) AS known, aggregate(array_sort(
		collect_list(if(f.value IS NULL, NULL,
		    struct(f.year, f.value)))), CAST(1 AS DOUBLE),
	    (product, growth) -> product * (1 + growth.value / 100)) AS product,
	    t.last_year - t.first_year + 1 AS years, t.obs_value
	FROM term AS t
	LEFT JOIN best AS f ON f.code = t.code
	    AND f.year BETWEEN t.first_year AND t.last_year
	WHERE t.kind = 'average-growth' AND t.obs_value IS NOT NULL
	GROUP BY t.code, t.first_year, t.last_year, t.obs_value),
power_of AS (
	SELECT code, years AS n, years AS step, aggregate(
	    sequence(1, years), CAST(1 AS DOUBLE),
	    (product, i) -> product * (1 + obs_value / 100)) AS product
	FROM done),
-- Spark has roots.
newton AS (),
root AS (
	SELECT code, what, (power(x, CAST(1 AS DOUBLE) / n) - 1) * 100 AS rate
	FROM radical WHERE n < 16);

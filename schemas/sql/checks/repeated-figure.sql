-- vi: Cùng một con số ở hai năm khác nhau
-- en: The same figure in different years
-- severity: warning
-- compares: a growth rate of three digits or more, or a level of four or
--   more that does not end in 0, with the same stretch of the three years
--   before. Stocks repeat by nature and are left out. A warning for levels
--   of five digits or more; information for the rest, which meet by chance.
-- tolerance: none; the figures are the same to the last digit
-- example: IIP +9,23 % in 2022 and +9,23 % in 2024: one of them may be the
--   other year's figure
WITH
-- One statement of each value is enough.
figure AS (
	SELECT min(id) AS id, series, transformation, period_first,
	    period_months, value, lag(min(id)) OVER same AS before_id,
	    period_first - lag(period_first) OVER same AS months
	FROM standing
	WHERE role = 'actual' AND bound = '_Z' AND base <> '_U'
	    AND digits % 10 <> 0 AND
	    (transformation IN ('yoy', 'yoy_real') AND digits >= 100
	    OR transformation = 'level' AND is_flow AND digits >= 1000)
	GROUP BY series, value, transformation, period_months, period_first
	WINDOW same AS (PARTITION BY series, value, transformation,
	    period_months, period_first % 12 ORDER BY period_first))
SELECT json_array(f.id) AS found_ids, json_array(before_id) AS expected_ids,
    f.value AS found, f.value AS expected, 0.0 AS tolerance, unit_measure,
    indicator, ref_area, breakdown, time_period,
    iif(f.transformation = 'level' AND digits >= 10000, 'warning', 'info')
    AS severity
FROM figure AS f JOIN standing AS s ON s.id = f.id
WHERE months BETWEEN 12 AND 36

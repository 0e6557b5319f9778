-- Families of cells in which something can be worked out: with a share of
-- plan, with a plan or scenario, or with amounts that name a price base
-- beside such that do not. Reads the index observation_cell alone.
-- unlabelled: amounts without a base are among them.
SELECT indicator, ref_area, breakdown, max(price_base = '_U') AS unlabelled
FROM observation
GROUP BY indicator, ref_area, breakdown
HAVING max(transformation IN ('of_year_plan', 'of_year_scenario',
	'of_period_plan', 'of_scenario'))
    OR max(transformation = 'level' AND role IN ('plan', 'scenario'))
    OR (max(price_base = '_U') AND max(price_base NOT IN ('_U', '_Z')))

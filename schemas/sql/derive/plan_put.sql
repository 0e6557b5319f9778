-- A plan.
INSERT INTO plan (id, indicator, ref_area, breakdown, territory, time_period,
    price_base, unit_measure, layer, layers, layer_kind, layer_rule,
    lower_value, upper_value, stated_value, stated_inside, shares, releases,
    first_published, last_published, reservation)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
    ?16, ?17, ?18, ?19, ?20, ?21)

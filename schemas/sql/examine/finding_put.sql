-- A finding; it is open.
INSERT INTO finding (check_code, key, severity, found, expected, tolerance,
    indicator, ref_area, breakdown, time_period, unit_measure, opened_at,
    opened_batch)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
    (SELECT max(id) FROM batch))

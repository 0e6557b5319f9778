-- A check, as its file says.
INSERT INTO check_rule (code, title_vi, title_en, severity, compares,
    tolerance, example, digest)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (code) DO UPDATE SET title_vi = excluded.title_vi,
    title_en = excluded.title_en, severity = excluded.severity,
    compares = excluded.compares, tolerance = excluded.tolerance,
    example = excluded.example, digest = excluded.digest

-- The open finding of a key, and whether it says the same as now; a sum of
-- binary numbers may differ in its last digits.
SELECT id, coalesce(severity = ?3 AND abs(found - ?4) <= 1e-9 * abs(?4)
    AND (expected IS ?5 OR abs(expected - ?5) <= 1e-9 * abs(?5))
    AND (tolerance IS ?6 OR abs(tolerance - ?6) <= 1e-9 * abs(?6)), 0)
FROM finding
WHERE check_code = ?1 AND key = ?2 AND closed_at IS NULL

-- A version of an area (?1) that begins on a day (?2), as ?3 says.
INSERT INTO territory (code, ref_area, name_vi, name_en, valid_from,
    from_month, source)
SELECT printf('%s@%.7s', code, ?2), code,
    printf('%s (từ %d/%d/%d)', name_vi, substr(?2, 9), substr(?2, 6, 2),
	substr(?2, 1, 4)),
    printf('%s (from %s)', name_en, ?2), ?2,
    12 * substr(?2, 1, 4) + substr(?2, 6, 2) - 1, ?3
FROM area WHERE code = ?1

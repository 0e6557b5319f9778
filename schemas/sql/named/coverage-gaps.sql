-- title vi: Các kỳ nguồn phải công bố mà chưa có bài
-- title en: Periods that sources owe and have no release for
-- param source text ""
--   vi: mã nguồn, để trống là mọi nguồn
--   en: code of the source, empty for all
SELECT source, title, printf('%04d-%02d', period_first / 12,
    period_first % 12 + 1) AS first_month, period_months, due, state,
    release, url
FROM coverage
WHERE state IN ('missing', 'no-figures')
    AND (:source = '' OR source = :source)
ORDER BY source, period_first, release

-- Parts of indicators, also those that were met in releases.
SELECT b.indicator, i.unit_measure, i.position, b.code, b.name_vi, b.name_en,
    b.catalogued
FROM breakdown AS b JOIN indicator AS i ON i.code = b.indicator
ORDER BY 1, 4

-- Is there such a source?
SELECT 1 FROM source WHERE code = ?1

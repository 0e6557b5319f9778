-- The digest under which a check was last applied.
SELECT digest FROM check_rule WHERE code = ?1

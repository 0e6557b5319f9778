-- After target_clear.
DELETE FROM resolution

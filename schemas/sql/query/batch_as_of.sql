-- The last batch loaded up to a time, or 0: what we knew then.
SELECT coalesce(max(id), 0) FROM batch WHERE loaded_at <= ?1

-- It could not be had this time; what fails ?3 times is given up.
UPDATE backfill_item SET tries = tries + 1, error = ?1,
    state = iif(tries + 1 >= ?3, 'refused', state)
WHERE id = ?2

UPDATE run SET state = 'ended', ended_at = ?2, exit_status = ?3, seconds = round(?4, 3)
WHERE id = ?1

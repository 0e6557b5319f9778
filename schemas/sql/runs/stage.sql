INSERT INTO stage (run, stage, seconds, exit_status)
VALUES (?1, ?2, round(?3, 3), ?4)
ON CONFLICT (run, stage) DO UPDATE SET seconds = round(seconds + ?3, 3),
    exit_status = max(exit_status, ?4)

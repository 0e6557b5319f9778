-- A source; one that left the list stays.
INSERT INTO source (code, title, publisher, ref_area, source_rank, licence,
    enabled, schedule_every, schedule_from, schedule_until, schedule_days)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (code) DO UPDATE SET title = excluded.title,
    publisher = excluded.publisher, ref_area = excluded.ref_area,
    source_rank = excluded.source_rank, licence = excluded.licence,
    enabled = excluded.enabled, schedule_every = excluded.schedule_every,
    schedule_from = excluded.schedule_from,
    schedule_until = excluded.schedule_until,
    schedule_days = excluded.schedule_days

-- A source; one that left the list stays.
INSERT INTO source (code, title, publisher, ref_area, source_rank)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (code) DO UPDATE SET title = excluded.title,
    publisher = excluded.publisher, ref_area = excluded.ref_area,
    source_rank = excluded.source_rank

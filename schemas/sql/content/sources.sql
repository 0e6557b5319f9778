-- Who publishes, also those that left the list.
SELECT code, title, publisher, ref_area, source_rank, licence, enabled,
    schedule_every, schedule_from, schedule_until, schedule_days
FROM source ORDER BY 1

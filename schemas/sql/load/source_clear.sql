-- Before the sources are put: nothing is owed by one that left the list.
UPDATE source SET enabled = 0, schedule_every = NULL, schedule_from = NULL,
    schedule_until = NULL, schedule_days = NULL

-- Likewise the last batch before a day; and Spark's day of today.
SELECT c.day AS as_of, max(b.id) AS batch_id
FROM calendar AS c
JOIN batch AS b ON b.loaded_at < c.next_day
WHERE c.day <= CAST(date_add(current_date(), 1) AS STRING)
GROUP BY c.day;

-- The verdicts that were given of target ?1 by time ?2, the last one first;
-- one that was superseded later still stood then.
SELECT verdict, provisional, method, judged_at,
    iif(superseded_at <= ?2, superseded_at, NULL), reason_vi, reason_en
FROM verdict
WHERE target = ?1 AND judged_at <= ?2
ORDER BY id DESC

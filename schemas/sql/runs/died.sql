-- Whoever holds the lock knows that no other run is going.
UPDATE run SET state = 'died' WHERE state = 'going'

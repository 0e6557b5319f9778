-- Derived: made anew.
DELETE FROM price_evidence

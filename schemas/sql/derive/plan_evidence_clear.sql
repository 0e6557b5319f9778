-- Derived: made anew.
DELETE FROM plan_evidence

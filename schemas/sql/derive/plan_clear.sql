-- Derived: made anew.
DELETE FROM plan

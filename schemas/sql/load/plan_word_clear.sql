-- Words are knowledge: they are what plans.json says.
DELETE FROM plan_word

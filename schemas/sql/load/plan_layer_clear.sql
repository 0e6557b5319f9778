-- After plan_word_clear.
DELETE FROM plan_layer

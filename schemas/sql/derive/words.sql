-- Words that name whose plan it is, in order of search.
SELECT layer, word FROM plan_word ORDER BY position, word

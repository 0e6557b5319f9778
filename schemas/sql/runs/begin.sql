INSERT INTO run (command, process, began_at, program, libraries)
VALUES (?1, ?2, ?3, ?4, ?5)

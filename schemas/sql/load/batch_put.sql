-- A batch begins.
INSERT INTO batch (name, digest, archive, archive_digest, program,
    catalogue, loaded_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

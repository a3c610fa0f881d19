-- What people had corrected is sealed with their account's key, so that it is gone with that, in every copy of the database.
ALTER TABLE privacy.correction
    ALTER COLUMN before TYPE BYTEA USING convert_to(before, 'UTF8'),
    ALTER COLUMN after TYPE BYTEA USING convert_to(after, 'UTF8'),
    -- False for what was written before there was a seal, until a node has sealed it.
    ADD COLUMN sealed BOOLEAN NOT NULL DEFAULT false;

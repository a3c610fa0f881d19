-- Another number after every change of it that its inviters see.
ALTER TABLE staff.invitation ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

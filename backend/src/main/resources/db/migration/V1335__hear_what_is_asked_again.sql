-- What is over can be asked for again by the same mail's answer; what is open is there once.
DROP INDEX privacy.request_once;
CREATE UNIQUE INDEX request_once ON privacy.request (thread, type) WHERE open;
CREATE INDEX request_of_thread ON privacy.request (thread);

-- A mail that came by way of a list may be a person's.
ALTER TABLE privacy.message
    DROP CONSTRAINT message_writer_check,
    ADD CONSTRAINT message_writer_check CHECK (writer IN ('PERSON', 'LIST', 'PROGRAM', 'MAIL_SERVER'));

-- Which folder of tombstones this database belongs to, once somebody was forgotten; see Tombstones.
ALTER TABLE privacy.tombstones_seen ADD COLUMN ledger TEXT CHECK (length(ledger) = 32);

-- A mail in which somebody else than who began its thread asks for something of their own: it stays where it was written,
-- and is shown as well in the thread that is theirs.
ALTER TABLE privacy.message
    ADD COLUMN asks_in UUID REFERENCES privacy.thread (id) ON DELETE SET NULL;

CREATE INDEX message_asks_in ON privacy.message (asks_in) WHERE asks_in IS NOT NULL;

-- The beginning of a code, in the clear. Only whoever knows it takes an attempt: the number of a request is no secret, and
-- whoever counts through all of them would burn every code before its owner has typed it.
ALTER TABLE privacy.proof
    ADD COLUMN handle TEXT CHECK (handle IS NULL OR kind = 'CODE');

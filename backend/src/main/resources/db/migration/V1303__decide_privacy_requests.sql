ALTER TABLE privacy.request
    -- What the proposal that waits would do; null if none does.
    ADD COLUMN proposed TEXT CHECK (proposed IN ('FULFIL', 'REFUSE', 'EXTEND', 'IDENTIFY')),
    ADD CHECK (proposed IS NULL OR proposal IS NOT NULL),
    ADD CHECK (state <> 'AWAITING_SECOND_APPROVAL' OR proposed = 'FULFIL');

-- Letters that were left for a request, as they read: those who work on it see what the person was told.
CREATE TABLE privacy.request_letter (
    letter UUID PRIMARY KEY,
    request UUID NOT NULL REFERENCES privacy.request (id) ON DELETE CASCADE,
    at TIMESTAMPTZ NOT NULL,
    -- Null for what the program wrote.
    member UUID,
    template TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- Without links and codes, which are the person's alone.
    text TEXT NOT NULL
);

CREATE INDEX request_letter_request ON privacy.request_letter (request, at);

-- Views of the queue that people come back to.
CREATE TABLE privacy.saved_filter (
    id UUID PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    owner UUID NOT NULL,
    shared BOOLEAN NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    filter JSONB NOT NULL,
    UNIQUE (owner, name)
);

CREATE INDEX saved_filter_shared ON privacy.saved_filter (name) WHERE shared;

-- What happens in one moment has an order, too.
ALTER TABLE privacy.request_event ADD COLUMN place BIGINT GENERATED ALWAYS AS IDENTITY;

DROP INDEX privacy.request_event_request;
CREATE INDEX request_event_request ON privacy.request_event (request, place);

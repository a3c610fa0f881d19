-- What was sent to the address that an account is registered with, for whoever reads it to show that it is theirs, and
-- other links by which people do something about their requests. Never as it was sent: only its hash.
CREATE TABLE privacy.proof (
    id UUID PRIMARY KEY,
    request UUID NOT NULL REFERENCES privacy.request (id) ON DELETE CASCADE,
    -- Whose address it was sent to: what it shows holds for this account alone.
    account UUID,
    kind TEXT NOT NULL CHECK (kind IN ('LINK', 'CODE', 'CALL_OFF', 'REOPEN')),
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32),
    -- A code is short, so it is hashed with this.
    salt BYTEA,
    made_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    -- Of a code. Taken before it is compared, so that many at once are not more than many.
    attempts_left INTEGER NOT NULL CHECK (attempts_left >= 0),
    used_at TIMESTAMPTZ,
    burned_at TIMESTAMPTZ,
    CHECK ((kind = 'CODE') = (salt IS NOT NULL)),
    CHECK (kind NOT IN ('LINK', 'CODE') OR account IS NOT NULL)
);

CREATE UNIQUE INDEX proof_link ON privacy.proof (hash) WHERE kind <> 'CODE';
CREATE INDEX proof_request ON privacy.proof (request, made_at);
CREATE INDEX proof_account ON privacy.proof (account, made_at);

-- Since when somebody is asked to show who they are, and how often they were reminded.
ALTER TABLE privacy.request
    ADD COLUMN identity_asked_at TIMESTAMPTZ,
    ADD COLUMN identity_reminders INTEGER NOT NULL DEFAULT 0;

CREATE INDEX request_identity_pending ON privacy.request (identity_asked_at) WHERE state = 'IDENTITY_PENDING';

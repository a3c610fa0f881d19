-- What accounts' owners had corrected, before and after: they can see it, and an address can be put back.
CREATE TABLE accounts.changed_field (
    account UUID NOT NULL REFERENCES accounts.account (id),
    changed_at TIMESTAMPTZ NOT NULL,
    field TEXT NOT NULL CHECK (field IN ('NAME', 'EMAIL')),
    -- Null where there was nothing.
    before TEXT,
    after TEXT NOT NULL,
    -- Whether the owner has shown that what was before was theirs too: then they are known by it, as well.
    before_is_theirs BOOLEAN NOT NULL,
    -- As request:019a….
    because_of TEXT NOT NULL,
    PRIMARY KEY (account, changed_at, field)
);

-- What requests for correction change, field by field.
CREATE TABLE privacy.correction (
    request UUID NOT NULL REFERENCES privacy.request (id) ON DELETE CASCADE,
    field TEXT NOT NULL CHECK (field IN ('NAME', 'EMAIL')),
    account UUID NOT NULL,
    before TEXT,
    after TEXT NOT NULL,
    evidence TEXT NOT NULL CHECK (length(evidence) BETWEEN 1 AND 2000),
    written_by UUID NOT NULL,
    written_at TIMESTAMPTZ NOT NULL,
    -- Of an address: whether the old mailbox is asked, when both were, and when each has confirmed.
    old_needed BOOLEAN NOT NULL,
    asked_at TIMESTAMPTZ,
    old_confirmed_at TIMESTAMPTZ,
    new_confirmed_at TIMESTAMPTZ,
    applied_at TIMESTAMPTZ,
    -- Until when whoever reads the old mailbox can put it back.
    revertible_until TIMESTAMPTZ,
    reverted_at TIMESTAMPTZ,
    PRIMARY KEY (request, field),
    CHECK (field = 'EMAIL' OR (asked_at, old_confirmed_at, new_confirmed_at, revertible_until) IS NULL),
    -- No address changes that both ends have not confirmed.
    CHECK (field = 'NAME' OR applied_at IS NULL
        OR new_confirmed_at IS NOT NULL AND (NOT old_needed OR old_confirmed_at IS NOT NULL)),
    CHECK (reverted_at IS NULL OR applied_at IS NOT NULL AND revertible_until IS NOT NULL)
);

CREATE INDEX correction_account ON privacy.correction (account);

-- Links by which both ends confirm a new address, and the old one takes it back.
ALTER TABLE privacy.proof
    DROP CONSTRAINT proof_kind_check,
    ADD CONSTRAINT proof_kind_check CHECK (kind IN (
        'LINK', 'CODE', 'CALL_OFF', 'REOPEN', 'CONFIRM_OLD', 'CONFIRM_NEW', 'REVERT'));

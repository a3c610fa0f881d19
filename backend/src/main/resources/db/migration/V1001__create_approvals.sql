CREATE SCHEMA IF NOT EXISTS approval;

-- What takes effect when a second person agrees.
CREATE TABLE approval.proposal (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    -- What to do; gone when it was done or will not be.
    payload JSONB,
    subject TEXT NOT NULL,
    effect TEXT NOT NULL CHECK (length(effect) BETWEEN 1 AND 500),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    proposer UUID NOT NULL,
    proposed_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('OPEN', 'APPROVED', 'REFUSED', 'WITHDRAWN', 'EXPIRED')),
    decider UUID,
    decided_at TIMESTAMPTZ,
    note TEXT,
    version BIGINT NOT NULL DEFAULT 1,
    CHECK ((status = 'OPEN') = (payload IS NOT NULL)),
    CHECK ((status = 'OPEN') = (decided_at IS NULL)),
    -- Nobody agrees to what they proposed, whatever the program says.
    CHECK (CASE status
        WHEN 'APPROVED' THEN decider IS NOT NULL AND decider <> proposer
        WHEN 'REFUSED' THEN decider IS NOT NULL AND decider <> proposer
        WHEN 'WITHDRAWN' THEN decider IS NOT NULL AND decider = proposer
        ELSE decider IS NULL END)
);

CREATE INDEX proposal_open ON approval.proposal (expires_at) WHERE status = 'OPEN';

CREATE TABLE approval.sighting (
    proposal UUID NOT NULL REFERENCES approval.proposal (id) ON DELETE CASCADE,
    member UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (proposal, member)
);

-- What was decided stays decided.
CREATE FUNCTION approval.keep_decided() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'proposal % is decided for good', OLD.id USING ERRCODE = '23514';
END $$;

CREATE TRIGGER keep_decided BEFORE UPDATE ON approval.proposal
    FOR EACH ROW WHEN (OLD.status <> 'OPEN')
    EXECUTE FUNCTION approval.keep_decided();

-- What owners say against decisions. Decided by somebody else than whoever decided first: the table itself refuses others.
CREATE TABLE abuse.appeal (
    id UUID PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    case_id UUID NOT NULL REFERENCES abuse.case_file (id) ON DELETE CASCADE,
    decision UUID NOT NULL UNIQUE,
    -- Everybody who had a hand in the decision; empty for a rule's.
    deciders UUID[] NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    status TEXT NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'UPHELD', 'OVERTURNED')),
    settled_by UUID CHECK (settled_by <> ALL (deciders)),
    settled_at TIMESTAMPTZ,
    reason TEXT CHECK (length(reason) <= 2000),
    CHECK ((status = 'OPEN') = (settled_by IS NULL)),
    CHECK ((settled_by IS NULL) = (settled_at IS NULL))
);

CREATE INDEX appeal_case ON abuse.appeal (case_id);
CREATE INDEX appeal_open ON abuse.appeal (due_at) WHERE status = 'OPEN';

-- What was written to and fro. The first is the appeal itself. Goes when its case is reduced.
CREATE TABLE abuse.appeal_message (
    id UUID PRIMARY KEY,
    appeal_id UUID NOT NULL REFERENCES abuse.appeal (id) ON DELETE CASCADE,
    at TIMESTAMPTZ NOT NULL,
    -- Null for the owner.
    member UUID,
    words TEXT NOT NULL CHECK (length(words) BETWEEN 1 AND 8000)
);

CREATE INDEX appeal_message_appeal ON abuse.appeal_message (appeal_id, id);

-- Views of the queue that members of the staff come back to.
CREATE TABLE abuse.saved_filter (
    id UUID PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    owner UUID NOT NULL,
    shared BOOLEAN NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    filter JSONB NOT NULL,
    UNIQUE (owner, name)
);

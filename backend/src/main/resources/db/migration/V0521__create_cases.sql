-- What the abuse desk works on: flags that rules raise, and the cases they are gathered in.

CREATE TABLE abuse.case_file (
    id UUID PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    -- As ai.ominigate.abuse.entity.Entity writes it; of a case that was reduced, what is left of that.
    entity TEXT NOT NULL CHECK (length(entity) <= 100),
    entity_kind TEXT NOT NULL CHECK (entity_kind IN ('NETWORK', 'ASN', 'COUNTRY', 'KEY', 'ACCOUNT')),
    -- What it was opened for, and all that its flags are about.
    family TEXT NOT NULL,
    families TEXT[] NOT NULL,

    state TEXT NOT NULL CHECK (state IN (
        'NEW', 'CLAIMED', 'IN_REVIEW', 'AWAITING_APPROVAL', 'ACTIONED', 'APPEALED', 'UPHELD', 'OVERTURNED', 'SNOOZED',
        'CLOSED', 'MERGED')),
    open BOOLEAN NOT NULL GENERATED ALWAYS AS (state NOT IN ('CLOSED', 'MERGED')) STORED,
    disposition TEXT CHECK (disposition IN ('CONFIRMED', 'FALSE_POSITIVE', 'BENIGN', 'INCONCLUSIVE')),
    -- What else the state has: the proposal that waits, the appeal, the case that goes on.
    refers_to UUID,
    -- What wakes a snoozed case: this score, or a family that was not there.
    wakes_at INTEGER,
    -- What it was closed for, as a word of the program.
    reason_code TEXT CHECK (length(reason_code) <= 64),

    claimed_by UUID,
    claimed_until TIMESTAMPTZ,
    claim_held BOOLEAN NOT NULL DEFAULT false,
    typing_until TIMESTAMPTZ,

    -- 1 is the most urgent. A provider's notice does not sink below the first.
    priority SMALLINT NOT NULL CHECK (priority BETWEEN 1 AND 3),
    least_priority SMALLINT NOT NULL DEFAULT 3 CHECK (least_priority BETWEEN 1 AND 3),
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 9999),
    -- The queue's own order: by priority, then by score.
    rank INTEGER NOT NULL GENERATED ALWAYS AS ((3 - priority) * 10000 + score) STORED,
    -- The highest band that has had its automatic effect.
    acted_at SMALLINT NOT NULL DEFAULT 0,
    escalated_at TIMESTAMPTZ,

    flags INTEGER NOT NULL DEFAULT 0,
    events BIGINT NOT NULL DEFAULT 0,
    accounts BIGINT NOT NULL DEFAULT 0,
    opened_at TIMESTAMPTZ NOT NULL,
    first_seen TIMESTAMPTZ NOT NULL,
    last_seen TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    closed_at TIMESTAMPTZ,

    evidence_until TIMESTAMPTZ NOT NULL,
    evidence_renewed_at TIMESTAMPTZ,
    evidence_gone_at TIMESTAMPTZ,
    reduced_at TIMESTAMPTZ,

    CHECK ((state = 'CLOSED') = (disposition IS NOT NULL)),
    CHECK (state NOT IN ('AWAITING_APPROVAL', 'APPEALED', 'MERGED') OR refers_to IS NOT NULL),
    CHECK (state <> 'SNOOZED' OR wakes_at IS NOT NULL),
    CHECK ((state IN ('CLOSED', 'MERGED')) = (closed_at IS NOT NULL)),
    CHECK ((claimed_by IS NULL) = (claimed_until IS NULL)),
    CHECK (refers_to <> id)
);

COMMENT ON COLUMN abuse.case_file.version IS
    'changes with whatever somebody who decides must have seen; not with one more event of a kind that was there';

-- The queue in each of its orders. Only open cases are in it, however many are closed.
CREATE INDEX case_file_rank ON abuse.case_file (rank, id) WHERE open;
CREATE INDEX case_file_score ON abuse.case_file (score, id) WHERE open;
CREATE INDEX case_file_last_seen ON abuse.case_file (last_seen, id) WHERE open;
CREATE INDEX case_file_due ON abuse.case_file (due_at, id) WHERE open;
CREATE INDEX case_file_evidence ON abuse.case_file (evidence_until, id) WHERE open;
CREATE INDEX case_file_opened ON abuse.case_file (id) WHERE open;
CREATE INDEX case_file_closed ON abuse.case_file (id) WHERE NOT open;
CREATE INDEX case_file_to_reduce ON abuse.case_file (evidence_until) WHERE reduced_at IS NULL;
CREATE INDEX case_file_claimed ON abuse.case_file (claimed_by) WHERE claimed_by IS NOT NULL;
CREATE INDEX case_file_entity ON abuse.case_file (entity);
CREATE INDEX case_file_refers_to ON abuse.case_file (refers_to) WHERE refers_to IS NOT NULL;

-- Which open case takes in what is raised about an entity and a family: never two. A merge hands its keys on.
CREATE TABLE abuse.case_key (
    entity TEXT NOT NULL,
    family TEXT NOT NULL,
    case_id UUID NOT NULL REFERENCES abuse.case_file (id) ON DELETE CASCADE,
    PRIMARY KEY (entity, family)
);

CREATE INDEX case_key_case ON abuse.case_key (case_id);

CREATE TABLE abuse.flag (
    id UUID PRIMARY KEY,
    -- Null in shadow mode, and as long as all that is known of the entity is below the first band.
    case_id UUID REFERENCES abuse.case_file (id) ON DELETE CASCADE,
    signal TEXT NOT NULL CHECK (signal ~ '^S[1-9][0-9]?$'),
    rule_version INTEGER NOT NULL CHECK (rule_version > 0),
    shadow BOOLEAN NOT NULL,
    entity TEXT NOT NULL CHECK (length(entity) <= 100),
    family TEXT NOT NULL,
    observed DOUBLE PRECISION NOT NULL,
    threshold DOUBLE PRECISION NOT NULL,
    points INTEGER NOT NULL CHECK (points BETWEEN 0 AND 100),
    half_life_seconds BIGINT NOT NULL CHECK (half_life_seconds > 0),
    family_cap INTEGER NOT NULL CHECK (family_cap BETWEEN 0 AND 1000),
    first_seen TIMESTAMPTZ NOT NULL,
    last_seen TIMESTAMPTZ NOT NULL,
    evidence_expires TIMESTAMPTZ NOT NULL,
    counts JSONB NOT NULL,
    raised_at TIMESTAMPTZ NOT NULL,
    disposition TEXT CHECK (disposition IN ('CONFIRMED', 'FALSE_POSITIVE', 'BENIGN', 'INCONCLUSIVE')),
    disposed_at TIMESTAMPTZ,
    CHECK (first_seen <= last_seen),
    CHECK (NOT shadow OR case_id IS NULL),
    CHECK ((disposition IS NULL) = (disposed_at IS NULL))
);

CREATE INDEX flag_entity ON abuse.flag (entity, signal);
CREATE INDEX flag_case ON abuse.flag (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX flag_disposed ON abuse.flag (signal, disposed_at) WHERE disposition IS NOT NULL;
CREATE INDEX flag_raised ON abuse.flag (raised_at);
CREATE INDEX flag_loose ON abuse.flag (evidence_expires) WHERE case_id IS NULL;

-- What happened to a case, in order: what the console shows as its timeline.
CREATE TABLE abuse.case_event (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES abuse.case_file (id) ON DELETE CASCADE,
    at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL CHECK (length(kind) <= 32),
    -- Null for what a clock or a rule did.
    member UUID,
    -- In somebody's words; goes when the case is reduced.
    words TEXT CHECK (length(words) <= 4000),
    -- What it names: another case, a decision, a flag, a colleague.
    refers_to TEXT CHECK (length(refers_to) <= 100)
);

CREATE INDEX case_event_case ON abuse.case_event (case_id, id);

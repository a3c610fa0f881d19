-- What nodes tell each other of what they saw, so that each counts what all have seen. Small, written once a second, and
-- gone within a day; a crash of the server may lose it, and then the rules begin to count anew.
CREATE UNLOGGED TABLE abuse.observed (
    -- One run of one node.
    stream UUID NOT NULL,
    number BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    kept_until TIMESTAMPTZ NOT NULL,
    -- Observations as JSON, compressed.
    batch BYTEA NOT NULL,
    PRIMARY KEY (stream, number)
);

CREATE INDEX observed_kept_until ON abuse.observed (kept_until);

-- Where each stream is, so that a look that finds nothing reads one small table.
CREATE UNLOGGED TABLE abuse.observer (
    stream UUID PRIMARY KEY,
    latest BIGINT NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL
);

-- Which node raises the flags that all have come to. The others take over when it falls silent.
CREATE TABLE abuse.flagging_node (
    one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
    stream UUID NOT NULL,
    until TIMESTAMPTZ NOT NULL
);

-- What keys and accounts usually do, as rules learned it: hours, places and models, no address.
CREATE TABLE abuse.habit (
    kind TEXT NOT NULL CHECK (kind IN ('KEY', 'ACCOUNT')),
    id UUID NOT NULL,
    last_at TIMESTAMPTZ NOT NULL,
    habits JSONB NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE INDEX habit_last_at ON abuse.habit (last_at);

-- How each rule counted and weighed, and since when: the highest version is the present one.
CREATE TABLE abuse.rule_version (
    signal TEXT NOT NULL CHECK (signal ~ '^S[1-9][0-9]?$'),
    version INTEGER NOT NULL CHECK (version > 0),
    shadow BOOLEAN NOT NULL,
    threshold DOUBLE PRECISION NOT NULL,
    further JSONB NOT NULL,
    window_seconds BIGINT NOT NULL CHECK (window_seconds > 0),
    points INTEGER NOT NULL CHECK (points BETWEEN 1 AND 100),
    half_life_seconds BIGINT NOT NULL CHECK (half_life_seconds > 0),
    family_cap INTEGER NOT NULL CHECK (family_cap BETWEEN 1 AND 1000),
    changed_at TIMESTAMPTZ NOT NULL,
    -- Null for what the program or a clock did.
    changed_by UUID,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    PRIMARY KEY (signal, version)
);

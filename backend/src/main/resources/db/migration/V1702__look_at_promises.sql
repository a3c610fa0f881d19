-- What was seen last when it was looked whether something that the privacy policy says is true.
CREATE TABLE policy.live_check (
    name TEXT PRIMARY KEY,
    -- Null until it was looked at.
    kept BOOLEAN,
    finding TEXT CHECK (length(finding) <= 1000),
    checked_at TIMESTAMPTZ,
    since TIMESTAMPTZ,
    CHECK ((kept IS NULL) = (checked_at IS NULL))
);

-- Cookies that answers have set and that the privacy policy does not name. There must be none.
CREATE TABLE policy.unlisted_cookie (
    name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 100),
    last_at TIMESTAMPTZ NOT NULL
);

-- What came of sending calls with a mark in them and looking for it in everything that is stored.
CREATE TABLE policy.canary_run (
    id UUID PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    model TEXT NOT NULL,
    calls INTEGER NOT NULL,
    -- What was looked through.
    columns INTEGER NOT NULL,
    files INTEGER NOT NULL,
    -- How often the mark was found, by the place.
    found JSONB NOT NULL,
    -- Our own, which paid for the calls.
    account UUID NOT NULL
);

CREATE INDEX canary_run_at ON policy.canary_run (at);

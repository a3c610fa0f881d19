CREATE SCHEMA IF NOT EXISTS staff;

CREATE TABLE staff.member (
    id UUID PRIMARY KEY,
    -- In lower case: what people type differs.
    email TEXT NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 254),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    roles TEXT[] NOT NULL CHECK (
        cardinality(roles) > 0
        AND roles <@ ARRAY['SUPPORT', 'SUPPORT_LEAD', 'TRUST_SAFETY', 'TRUST_SAFETY_LEAD', 'PRIVACY_OFFICER',
            'FINANCE', 'ADMIN', 'AUDITOR']),
    status TEXT NOT NULL CHECK (status IN ('ACTIVE', 'REMOVED')),
    -- Argon2id in the PHC string format; null for whoever signs in elsewhere.
    password TEXT,
    -- Sealed with this installation's key for second factors.
    totp_secret BYTEA,
    -- The step of the last code that was accepted: this one and those before it are refused (RFC 6238, 5.2).
    totp_step BIGINT NOT NULL DEFAULT 0,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE staff.recovery_code (
    member UUID NOT NULL REFERENCES staff.member (id),
    sha256 BYTEA NOT NULL CHECK (octet_length(sha256) = 32),
    used_at TIMESTAMPTZ,
    PRIMARY KEY (member, sha256)
);

CREATE TABLE staff.session (
    id UUID PRIMARY KEY,
    member UUID NOT NULL REFERENCES staff.member (id),
    sha256 BYTEA NOT NULL UNIQUE CHECK (octet_length(sha256) = 32),
    created_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    stepped_up_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ
);

CREATE INDEX session_member ON staff.session (member, id);

-- Failed tries by what was tried, known here or not. Kept for a day.
CREATE TABLE staff.failed_tries (
    subject BYTEA PRIMARY KEY CHECK (octet_length(subject) = 32),
    failures INTEGER NOT NULL,
    last_at TIMESTAMPTZ NOT NULL,
    barred_until TIMESTAMPTZ NOT NULL
);

CREATE INDEX failed_tries_last ON staff.failed_tries (last_at);

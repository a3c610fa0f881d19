-- What becomes a member of the staff once whoever it was given to has chosen a password and shown a first code. The
-- member gets the invitation's id.
CREATE TABLE staff.invitation (
    id UUID PRIMARY KEY,
    sha256 BYTEA NOT NULL UNIQUE CHECK (octet_length(sha256) = 32),
    -- An administrator that the operator lets in, as the first one, says name and address when accepting.
    by_operator BOOLEAN NOT NULL,
    email TEXT CHECK (length(email) BETWEEN 3 AND 254),
    name TEXT CHECK (length(name) BETWEEN 1 AND 200),
    roles TEXT[] NOT NULL CHECK (cardinality(roles) > 0),
    invited_by UUID REFERENCES staff.member (id),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    -- Chosen when it is accepted, and again if it is accepted again before it is confirmed.
    password TEXT,
    totp_secret BYTEA,
    recovery_codes BYTEA[],
    -- Confirmed, withdrawn or replaced.
    ended_at TIMESTAMPTZ,
    CHECK (by_operator OR (email IS NOT NULL AND name IS NOT NULL AND invited_by IS NOT NULL)),
    CHECK ((password IS NULL) = (totp_secret IS NULL) AND (password IS NULL) = (recovery_codes IS NULL))
);

-- A new one replaces the one before.
CREATE UNIQUE INDEX invitation_by_operator ON staff.invitation (by_operator)
    WHERE by_operator AND ended_at IS NULL;
CREATE UNIQUE INDEX invitation_email ON staff.invitation (email)
    WHERE NOT by_operator AND ended_at IS NULL;

-- An authenticator and recovery codes that are to replace those in use, until their first code.
ALTER TABLE staff.member ADD COLUMN next_totp_secret BYTEA;
ALTER TABLE staff.member ADD COLUMN next_recovery_codes BYTEA[];
ALTER TABLE staff.member ADD COLUMN last_sign_in_at TIMESTAMPTZ;

-- Whoever has left keeps the address for the audit log, and somebody else can have it.
ALTER TABLE staff.member DROP CONSTRAINT member_email_key;
CREATE UNIQUE INDEX member_email ON staff.member (email) WHERE status = 'ACTIVE';

CREATE SCHEMA customer;

-- Who wants an account and has not shown yet that the address is theirs. There is no account before.
CREATE TABLE customer.sign_up (
    id UUID PRIMARY KEY,
    email TEXT NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    -- Argon2id in the PHC string format.
    password TEXT NOT NULL,
    language TEXT NOT NULL,
    -- Of what stands in the link that was sent.
    sha256 BYTEA NOT NULL UNIQUE CHECK (octet_length(sha256) = 32),
    tries_left INTEGER NOT NULL CHECK (tries_left >= 0),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX sign_up_email ON customer.sign_up (email);
CREATE INDEX sign_up_expires ON customer.sign_up (expires_at);

-- People who sign in to an account. The owner's address is the account's.
CREATE TABLE customer.member (
    id UUID PRIMARY KEY,
    account UUID NOT NULL REFERENCES accounts.account (id),
    email TEXT NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    role TEXT NOT NULL CHECK (role IN ('OWNER', 'BILLING', 'DEVELOPER')),
    -- Argon2id in the PHC string format.
    password TEXT NOT NULL,
    -- Sealed with this installation's key for second factors; null for who has none.
    totp_secret BYTEA,
    -- One that was shown and of which no code has come yet.
    totp_offered BYTEA,
    -- The step of the last code that was accepted: this one and those before it are refused (RFC 6238, 5.2).
    totp_step BIGINT NOT NULL DEFAULT 0,
    -- What they chose to read, as a tag of BCP 47.
    language TEXT NOT NULL,
    -- What they tell of themselves, if they like; nothing is ever filled in for them.
    name TEXT CHECK (length(name) BETWEEN 1 AND 200),
    company TEXT CHECK (length(company) BETWEEN 1 AND 200),
    country TEXT CHECK (country ~ '^[A-Z]{2}$'),
    time_zone TEXT CHECK (length(time_zone) BETWEEN 1 AND 64),
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX member_account ON customer.member (account);
CREATE UNIQUE INDEX member_owner ON customer.member (account) WHERE role = 'OWNER';

CREATE TABLE customer.recovery_code (
    member UUID NOT NULL REFERENCES customer.member (id) ON DELETE CASCADE,
    sha256 BYTEA NOT NULL CHECK (octet_length(sha256) = 32),
    used_at TIMESTAMPTZ,
    PRIMARY KEY (member, sha256)
);

CREATE TABLE customer.session (
    id UUID PRIMARY KEY,
    member UUID NOT NULL REFERENCES customer.member (id) ON DELETE CASCADE,
    sha256 BYTEA NOT NULL UNIQUE CHECK (octet_length(sha256) = 32),
    -- What it was opened with, as its owner would call it: a browser and a system, no more.
    device TEXT NOT NULL CHECK (length(device) <= 60),
    created_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ
);

CREATE INDEX session_member ON customer.session (member);

CREATE TABLE customer.email_change (
    id UUID PRIMARY KEY,
    member UUID NOT NULL REFERENCES customer.member (id) ON DELETE CASCADE,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    confirmed_at_old TIMESTAMPTZ,
    confirmed_at_new TIMESTAMPTZ,
    done_at TIMESTAMPTZ,
    reverted_at TIMESTAMPTZ
);

CREATE INDEX email_change_member ON customer.email_change (member);

-- What was sent to a mailbox, or handed out between two steps, and is good once.
CREATE TABLE customer.link (
    sha256 BYTEA PRIMARY KEY CHECK (octet_length(sha256) = 32),
    kind TEXT NOT NULL CHECK (kind IN ('RESET', 'CODE', 'EMAIL_OLD', 'EMAIL_NEW', 'EMAIL_BACK')),
    account UUID NOT NULL REFERENCES accounts.account (id),
    -- Null for the owner of an account that nobody has signed in to yet.
    member UUID REFERENCES customer.member (id) ON DELETE CASCADE,
    change UUID REFERENCES customer.email_change (id) ON DELETE CASCADE,
    tries_left INTEGER NOT NULL CHECK (tries_left >= 0),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);

CREATE INDEX link_member ON customer.link (member);
CREATE INDEX link_expires ON customer.link (expires_at);

CREATE TABLE customer.invitation (
    id UUID PRIMARY KEY,
    account UUID NOT NULL REFERENCES accounts.account (id),
    email TEXT NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    role TEXT NOT NULL CHECK (role IN ('BILLING', 'DEVELOPER')),
    sha256 BYTEA NOT NULL UNIQUE CHECK (octet_length(sha256) = 32),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ
);

CREATE UNIQUE INDEX invitation_open ON customer.invitation (account, email) WHERE ended_at IS NULL;

-- Keys that are one account's each: what is sealed with one is gone with it, in every backup too that has no copy of it.
CREATE TABLE privacy.data_key (
    account UUID PRIMARY KEY,
    key BYTEA NOT NULL CHECK (octet_length(key) = 32)
);

-- What people get of their data: a file on the node that made it, which only its passphrase opens.
CREATE TABLE privacy.package (
    request UUID PRIMARY KEY,
    account UUID NOT NULL,
    file TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 BYTEA NOT NULL CHECK (octet_length(sha256) = 32),
    -- How much is in it.
    files INTEGER NOT NULL,
    records BIGINT NOT NULL,
    -- Sealed with the account's key; null once the file is gone.
    passphrase BYTEA,
    made_at TIMESTAMPTZ NOT NULL,

    -- Null until its link is on its way.
    token_sha256 BYTEA UNIQUE CHECK (octet_length(token_sha256) = 32),
    expires_at TIMESTAMPTZ,
    downloads INTEGER NOT NULL DEFAULT 0,
    most_downloads INTEGER NOT NULL,
    revoked_at TIMESTAMPTZ,
    gone_at TIMESTAMPTZ,
    CHECK (downloads BETWEEN 0 AND most_downloads),
    CHECK ((token_sha256 IS NULL) = (expires_at IS NULL)),
    CHECK (gone_at IS NULL OR passphrase IS NULL)
);

CREATE INDEX package_there ON privacy.package (expires_at) WHERE gone_at IS NULL;
CREATE INDEX package_account ON privacy.package (account);

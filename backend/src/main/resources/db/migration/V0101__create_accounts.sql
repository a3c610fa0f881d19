CREATE SCHEMA IF NOT EXISTS accounts;

-- Counts the changes of everything below. Its row is locked by whoever changes something until that commits, so the
-- numbers appear in commit order without gaps, and "everything after n" is a safe question for a node to ask.
CREATE TABLE accounts.revision (
    only_row BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_row),
    latest BIGINT NOT NULL,
    -- The latest change that removed a row, which "everything after n" cannot show.
    latest_removal BIGINT NOT NULL
);

INSERT INTO accounts.revision (latest, latest_removal) VALUES (0, 0);

CREATE TABLE accounts.account (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    status TEXT NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED')),
    created_at TIMESTAMPTZ NOT NULL,
    revision BIGINT NOT NULL
);

CREATE INDEX account_revision ON accounts.account (revision);

CREATE TABLE accounts.api_key (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts.account (id),
    sha256 BYTEA NOT NULL UNIQUE CHECK (octet_length(sha256) = 32),
    hint TEXT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    expires_at TIMESTAMPTZ,
    -- Empty for all.
    models TEXT[] NOT NULL,
    networks CIDR[] NOT NULL,
    -- Null for no limit; money in nano-dollars.
    spend_per_day BIGINT CHECK (spend_per_day > 0),
    spend_per_month BIGINT CHECK (spend_per_month > 0),
    spend_total BIGINT CHECK (spend_total > 0),
    requests_per_minute INTEGER CHECK (requests_per_minute > 0),
    tokens_per_minute INTEGER CHECK (tokens_per_minute > 0),
    concurrency INTEGER CHECK (concurrency > 0),
    created_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ,
    revision BIGINT NOT NULL
);

CREATE INDEX api_key_account ON accounts.api_key (account_id, created_at);
CREATE INDEX api_key_revision ON accounts.api_key (revision);

CREATE FUNCTION accounts.stamp_revision() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accounts.revision SET latest = latest + 1 RETURNING latest INTO NEW.revision;
    PERFORM pg_notify('accounts', '');
    RETURN NEW;
END $$;

CREATE FUNCTION accounts.stamp_removal() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accounts.revision SET latest = latest + 1, latest_removal = latest + 1;
    PERFORM pg_notify('accounts', '');
    RETURN NULL;
END $$;

CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON accounts.account
    FOR EACH ROW EXECUTE FUNCTION accounts.stamp_revision();
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON accounts.api_key
    FOR EACH ROW EXECUTE FUNCTION accounts.stamp_revision();
CREATE TRIGGER stamp_removal AFTER DELETE ON accounts.api_key
    FOR EACH STATEMENT EXECUTE FUNCTION accounts.stamp_removal();
CREATE TRIGGER stamp_removal_of_all AFTER TRUNCATE ON accounts.api_key
    FOR EACH STATEMENT EXECUTE FUNCTION accounts.stamp_removal();

-- A key that was given up stays given up.
CREATE FUNCTION accounts.keep_revoked() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'key % is revoked for good', OLD.id USING ERRCODE = '23514';
END $$;

CREATE TRIGGER keep_revoked BEFORE UPDATE ON accounts.api_key
    FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL)
    EXECUTE FUNCTION accounts.keep_revoked();

-- What law has us keep when a person is forgotten: apart from everything else, each with the law and the day it ends. Only
-- whoever may read the vault does.
CREATE SCHEMA IF NOT EXISTS vault;

CREATE TABLE vault.record (
    id UUID PRIMARY KEY,
    account UUID NOT NULL,
    -- What Stripe calls it: how a tax office's question finds the payment.
    stripe_customer TEXT,
    kind TEXT NOT NULL,
    -- The payment's own name, or the month that usage was added up for.
    reference TEXT NOT NULL,
    occurred_on DATE NOT NULL,
    -- Billionths; from the person's view: what was credited is positive.
    amount_nanos BIGINT NOT NULL,
    currency CHAR(3) NOT NULL,
    statute TEXT NOT NULL CHECK (statute <> ''),
    keep_until DATE NOT NULL,
    moved_at TIMESTAMPTZ NOT NULL,
    UNIQUE (account, kind, reference)
);

CREATE INDEX record_keep_until ON vault.record (keep_until);

CREATE FUNCTION vault.refuse() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.keep_until < (clock_timestamp() AT TIME ZONE 'UTC')::date THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'record % is kept until %', OLD.id, OLD.keep_until USING ERRCODE = '23514';
END $$;

CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON vault.record
    FOR EACH ROW EXECUTE FUNCTION vault.refuse();

-- People who are being forgotten, or are.
CREATE TABLE privacy.erasure (
    account UUID PRIMARY KEY,
    -- Null where a restored backup had to forget again.
    request UUID,
    -- By what they are known, and what stands instead, sealed with the account's key. Goes with the last search.
    sealed BYTEA,
    tombstone BIGINT NOT NULL,
    began_at TIMESTAMPTZ NOT NULL,
    -- What each leg did, by its name: when, and counts before and after.
    receipts JSONB NOT NULL DEFAULT '{}',
    finished_at TIMESTAMPTZ,
    -- Signed.
    proof TEXT,
    CHECK ((finished_at IS NULL) = (sealed IS NOT NULL))
);

-- The last tombstone whose erasure this database knows of. Behind those of the file, it is an older one, restored.
CREATE TABLE privacy.tombstones_seen (
    only_row BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_row),
    last BIGINT NOT NULL
);

INSERT INTO privacy.tombstones_seen (last) VALUES (0);

-- E-mail addresses that must not come back out of a backup or an import, as keyed hashes, as long as there are backups.
CREATE TABLE privacy.suppression (
    hmac BYTEA PRIMARY KEY CHECK (octet_length(hmac) = 32),
    until TIMESTAMPTZ NOT NULL
);

-- Who said that something does not stand in the way of forgetting a person.
CREATE TABLE privacy.clearance (
    request UUID NOT NULL REFERENCES privacy.request (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    member UUID NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (request, code)
);

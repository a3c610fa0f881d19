CREATE SCHEMA IF NOT EXISTS retention;

-- For how long each class of data is kept. What the classes are, and between what one can choose, is in the program.
CREATE TABLE retention.rule (
    data_class TEXT PRIMARY KEY,
    -- ISO 8601, in days, months and years.
    kept_for TEXT NOT NULL,
    -- A shorter one that two people agreed to, until it takes effect.
    next_kept_for TEXT,
    next_at TIMESTAMPTZ,
    -- Null while the window is a draft.
    confirmed_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 1,
    CHECK ((next_kept_for IS NULL) = (next_at IS NULL))
);

INSERT INTO retention.rule (data_class, kept_for) VALUES
    ('USAGE', 'P13M'),
    ('OPERATIONAL_LOG', 'P14D'),
    ('SESSIONS', 'P30D'),
    ('MAIL_OUTBOX', 'P30D'),
    ('AUDIT_DETAILS', 'P24M');

-- What purges did: one row for each, which is its receipt once it is done. It goes on where it was interrupted, as each of
-- its steps is counted here in the transaction that removes.
CREATE TABLE retention.purge (
    id UUID PRIMARY KEY,
    data_class TEXT NOT NULL REFERENCES retention.rule (data_class),
    cutoff TIMESTAMPTZ NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    deleted BIGINT NOT NULL DEFAULT 0,
    finished_at TIMESTAMPTZ,
    oldest_remaining TIMESTAMPTZ,
    -- Over the one before of this class and all that this row says.
    digest BYTEA CHECK (octet_length(digest) = 32),
    CHECK ((finished_at IS NULL) = (digest IS NULL))
);

CREATE UNIQUE INDEX purge_under_way ON retention.purge (data_class) WHERE finished_at IS NULL;
CREATE INDEX purge_of_class ON retention.purge (data_class, started_at);

-- Accounts of which nothing goes, whatever its age, as a legal hold is on them.
CREATE VIEW retention.held_account AS
SELECT DISTINCT account AS account_id
FROM privacy.legal_hold
WHERE lifted_at IS NULL;

-- Purges drop the days of the operational log like those of usage.
DROP FUNCTION abuse.drop_operational_log_before(DATE);

-- Slices of wallets that nodes may spend without asking. What a lease still has (granted - settled - returned) is part
-- of its wallet's held amount until it is settled or returned.

CREATE SEQUENCE billing.node_epoch;

CREATE TABLE billing.node (
    node_id          uuid PRIMARY KEY,
    epoch            bigint      NOT NULL,
    started_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    heartbeat_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    leases_expire_at timestamptz NOT NULL,
    stopped_at       timestamptz,
    -- Makes a change of the epoch a change of a key: it waits for everyone who relies on the epoch by FOR KEY SHARE,
    -- while heartbeats, which change no key, do not.
    UNIQUE (node_id, epoch)
);

COMMENT ON COLUMN billing.node.epoch IS 'taken anew at each start; whoever comes with an older one is refused';
COMMENT ON COLUMN billing.node.leases_expire_at IS
    'when all leases of this node end unless it renews them, kept here because one heartbeat renews them all';

CREATE TABLE billing.budget_lease (
    lease_id  uuid PRIMARY KEY,
    account   uuid        NOT NULL,
    wallet_id bigint      NOT NULL REFERENCES billing.ledger_balance (account_id),
    node_id   uuid        NOT NULL REFERENCES billing.node (node_id),
    epoch     bigint      NOT NULL,
    granted   bigint      NOT NULL CHECK (granted > 0),
    settled   bigint      NOT NULL DEFAULT 0 CHECK (settled >= 0),
    returned  bigint      NOT NULL DEFAULT 0 CHECK (returned >= 0),
    overspent bigint      NOT NULL DEFAULT 0 CHECK (overspent >= 0),
    recalled  boolean     NOT NULL DEFAULT FALSE,
    state     text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    closed_at timestamptz,
    CONSTRAINT lease_is_not_overdrawn CHECK (settled + returned <= granted),
    CONSTRAINT closed_lease_holds_nothing CHECK (state = 'open' OR settled + returned = granted),
    CONSTRAINT closed_lease_has_a_time CHECK ((state = 'closed') = (closed_at IS NOT NULL))
) WITH (fillfactor = 70);

COMMENT ON COLUMN billing.budget_lease.overspent IS
    'what its calls cost above what it had: paid from the free balance or the receivable, and told to its node';

COMMENT ON COLUMN billing.budget_lease.recalled IS 'another node needs what this one does not';

CREATE INDEX open_lease_by_account ON billing.budget_lease (account) WHERE state = 'open';
CREATE INDEX open_lease_by_node ON billing.budget_lease (node_id, epoch) WHERE state = 'open';
CREATE INDEX closed_lease_by_time ON billing.budget_lease (closed_at) WHERE state = 'closed';
